import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** The audit log. */
export const audit: Command = {
  add: (program, { terminal, action }) => {
    const group = program.command('audit').description('the audit log');
    group
      .command('verify')
      .description('verify the hash chain; exit 1 when a line was altered, removed or put in')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async ({ workspace, json }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const verified = await ask.audit.verify();
            if (json) terminal.json(verified);
            else terminal.result(verified.message);
            return verified.brokenAt === null ? exitCodes.done : exitCodes.gateFailed;
          });
        }),
      );
  },
};
