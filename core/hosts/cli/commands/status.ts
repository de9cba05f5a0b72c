import { existsSync, readdirSync } from 'node:fs';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';
import { summaryOf } from '../summary.ts';

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** How a workspace stands; needs no input, not even a workspace. */
export const status: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('status')
      .description('the last run of the workspace, and whether one waits to be resumed')
      .option(...workspaceOption)
      .option(...jsonOption)
      .action(
        action(async ({ workspace, json }: Options) => {
          const isNone =
            workspace === undefined ? !readdirSync('.').some((name) => name.endsWith('.winnow')) : !existsSync(workspace);
          if (isNone) {
            if (json) terminal.json({ workspace: null, lastRun: null, canResume: false });
            else terminal.result('no workspace yet: `winnow run sales` makes one from sample data');
            return exitCodes.done;
          }
          const path = findWorkspace(workspace);
          return withClient(path, async (ask) => {
            const all = await ask.runs.list({ limit: 20 });
            const waiting = all.find(({ canResume }) => canResume);
            if (json) terminal.json({ workspace: path, lastRun: all[0] ?? null, canResume: waiting !== undefined });
            else {
              const [last] = all;
              if (last) terminal.result(`${last.runId} ${last.canResume ? 'interrupted' : last.status}`);
              if (last?.status === 'succeeded') terminal.result(summaryOf(last, terminal));
              if (!last) terminal.result('no run yet');
              if (waiting)
                terminal.result(
                  `run ${waiting.runId} stopped at ${waiting.stage}: \`winnow run … --resume\` continues it, \`winnow runs discard\` discards it`,
                );
            }
            // A script asks how the last run ended.
            const [{ status: ended, canResume } = { status: 'succeeded', canResume: false }] = all;
            if (ended === 'cancelled' && !canResume) return exitCodes.stopped;
            return ended === 'failed' ? exitCodes.failed : exitCodes.done;
          });
        }),
      );
  },
};
