import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';

/** Looks over the program and the workspace. */
export const doctor: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('doctor')
      .description('look over the program, the disk and the workspace; exit 1 when something is wrong')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async ({ workspace, json }: { readonly workspace?: string; readonly json?: boolean }) => {
          const path = resolve(workspace ?? readdirSync('.').find((name) => name.endsWith('.winnow')) ?? 'workspace.winnow');
          return withClient(path, async (ask) => {
            const findings = await ask.system.doctor();
            if (json) terminal.json(findings);
            else for (const { what, isWell, message } of findings) terminal.result(`${isWell ? '✓' : '✗'} ${what}: ${message}`);
            return findings.every(({ isWell }) => isWell) ? exitCodes.done : exitCodes.gateFailed;
          });
        }),
      );
  },
};
