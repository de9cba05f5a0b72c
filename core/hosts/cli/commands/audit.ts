import { wholeNumber } from '../add-decision-commands.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';
import { plainLine } from '../plain-line.ts';

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

interface ListOptions extends Options {
  readonly type?: string;
  readonly run?: string;
  readonly text?: string;
  readonly limit: string;
}

/** The audit log. */
export const audit: Command = {
  add: (program, { terminal, action }) => {
    const group = program.command('audit').description('the audit log');
    group
      .command('list')
      .description('entries of the audit log, newest first')
      .option('--type <type>', 'only lines of this type')
      .option('--run <id>', 'only lines of this run')
      .option('--text <TEXT>', 'only lines with this text')
      .option('--limit <N>', 'how many', '100')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async ({ workspace, type, run, text, limit, json }: ListOptions) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const lines = await ask.audit.list({
              newestFirst: true,
              limit: wholeNumber(limit, '--limit'),
              ...(type !== undefined && { type }),
              ...(run !== undefined && { runId: run }),
              ...(text !== undefined && { text }),
            });
            if (json) terminal.json(lines);
            else
              for (const { timestamp, type: event, description, count } of lines)
                terminal.result(`${timestamp}\t${event}\t${plainLine(description)}${count === null ? '' : `\t${count}`}`);
            return exitCodes.done;
          });
        }),
      );
    group
      .command('verify')
      .description('verify the hash chain; exit 1 if an entry was altered, removed or inserted')
      .option(...workspaceOption)
      .option(...jsonOption)
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
