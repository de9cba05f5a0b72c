import { counted } from '#core/contract/counted.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';

/** The way out of a damaged workspace that has no good backup. */
export const salvage: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('salvage')
      .description('set a damaged workspace aside and build a new one of every row that can still be read')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async ({ workspace, json }: { readonly workspace?: string; readonly json?: boolean }) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const found = await ask.workspace.salvage();
            if (json) terminal.json(found);
            else {
              for (const { table, rows, isWhole } of found.tables)
                terminal.result(`${isWhole ? '✓' : '▲'} ${table}\t${counted(rows, 'row')}${isWhole ? '' : ', others are lost'}`);
              terminal.result(`the damaged file is kept as ${found.setAside}`);
            }
            return exitCodes.done;
          }),
        ),
      );
  },
};
