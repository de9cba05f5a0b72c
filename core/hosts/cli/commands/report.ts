import { resolve } from 'node:path';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';

interface Options {
  readonly workspace?: string;
  readonly out: string;
  readonly profile?: boolean;
  readonly force?: boolean;
  readonly showPersonal?: boolean;
  readonly json?: boolean;
}

/** Writes a report on the run that is shown. */
export const report: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('report')
      .description(
        'write a report on the last run as one HTML file that needs no other: account, score, rules, exceptions, decisions, proof',
      )
      .option(...workspaceOption)
      .option('--out <FILE>', 'the file to write', 'report.html')
      .option('--profile', 'say what each column holds as well')
      .option('--force', 'overwrite the file')
      .option('--show-personal', 'show values of columns that seem to hold personal data, which are masked otherwise')
      .option(...jsonOption)
      .action(
        action(async ({ workspace, out, profile, force, showPersonal, json }: Options) => {
          const written = await withClient(findWorkspace(workspace), (ask) =>
            ask.reports.write({
              path: resolve(out),
              overwrite: force ?? false,
              withProfile: profile ?? false,
              showPersonal: showPersonal ?? false,
            }),
          );
          if (json) terminal.json(written);
          else terminal.say(`wrote ${written.path}; print it, or save it as PDF, from any browser`);
          return exitCodes.done;
        }),
      );
  },
};
