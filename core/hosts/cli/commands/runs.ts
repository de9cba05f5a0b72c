import { counted } from '#core/contract/counted.ts';
import { diffRuns } from '#core/contract/diff-runs.ts';
import { Failure } from '#core/contract/failure.ts';
import { formatPercent } from '#core/contract/percent.ts';
import { withClient } from '../client.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findWorkspace } from '../find-workspace.ts';
import { summaryOf } from '../summary.ts';

interface Options {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** The history of a workspace. */
export const runs: Command = {
  add: (program, { terminal, action }) => {
    const group = program.command('runs').description('the history of a workspace');
    group
      .command('list')
      .description('all runs, newest first')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async ({ workspace, json }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const all = await ask.runs.list({});
            if (json) terminal.json(all);
            else
              for (const { runId, pipeline, status, startedAt, score } of all)
                terminal.result([runId, pipeline, status, startedAt, score === null ? '' : formatPercent(score)].join('\t'));
            return exitCodes.done;
          });
        }),
      );
    group
      .command('show')
      .description('one run with its accounts, violations, score and outputs')
      .argument('<runId>')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async (runId: string, { workspace, json }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const detail = await ask.runs.get({ runId });
            if (json) terminal.json(detail);
            else terminal.result(summaryOf(detail, terminal));
            return exitCodes.done;
          });
        }),
      );
    group
      .command('definition')
      .description('print the pipeline.yaml of a run, to look at or to run again')
      .argument('<runId>')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async (runId: string, { workspace, json }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const definition = await ask.runs.definition({ runId });
            if (json) terminal.json(definition);
            else terminal.result(definition.yaml.trimEnd());
            return exitCodes.done;
          });
        }),
      );
    group
      .command('discard')
      .description('give up an interrupted run; what was published before stays')
      .argument('[runId]', 'the run (default: the interrupted one)')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async (named: string | undefined, { workspace, json }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const runId = named ?? (await ask.runs.list({})).find(({ canResume }) => canResume)?.runId;
            if (runId === undefined) throw new Failure('NOT_FOUND', 'no run of this workspace is interrupted');
            await ask.runs.discard({ runId });
            if (json) terminal.json({ discarded: runId });
            else terminal.result(`run ${runId} is given up`);
            return exitCodes.done;
          });
        }),
      );
    group
      .command('refresh')
      .description('build the models of the run that is shown anew, so that they follow what was decided since')
      .option('--author <NAME>', 'who asks (default: your name on this system)')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async ({ workspace, json, author }: Options & { readonly author?: string }) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const made = await ask.runs.refresh({ ...(author !== undefined && { author }) });
            if (json) terminal.json(made);
            else terminal.result(`${counted(made.models, 'model')} built anew from the clean rows as they are`);
            return exitCodes.done;
          });
        }),
      );
    group
      .command('diff')
      .description('what changed from one run to another')
      .argument('<before>')
      .argument('<after>')
      .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
      .option('--json', 'print one JSON document')
      .action(
        action(async (before: string, after: string, { workspace, json }: Options) => {
          return withClient(findWorkspace(workspace), async (ask) => {
            const judged = async (runId: string) => ({
              run: await ask.runs.get({ runId }),
              rules: await ask.rules.results({ runId }),
            });
            const differences = diffRuns(await judged(before), await judged(after));
            if (json) terminal.json(differences);
            else
              for (const { what, before: from, after: to, note } of differences)
                terminal.result(`${what}\t${from ?? '–'} → ${to ?? '–'}${note === null ? '' : `\t${note}`}`);
            return exitCodes.done;
          });
        }),
      );
  },
};
