import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { diffRuns } from '#core/contract/diff-runs.ts';
import { Failure } from '#core/contract/failure.ts';
import { formatPercent } from '#core/contract/percent.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { summaryOf } from '../summary.ts';

/** The history of a workspace. */
export const runs: Command = {
  add: (program, context) => {
    const group = program.command('runs').description('the history of a workspace');
    const command = (name: string, description: string): Program =>
      group
        .command(name)
        .description(description)
        .option(...workspaceOption)
        .option(...jsonOption);
    addList(command('list', 'all runs, newest first'), context);
    addShow(command('show', 'one run with its accounts, violations, score and outputs'), context);
    addDefinition(command('definition', 'print the pipeline.yaml of a run, to look at or to run again'), context);
    addDiscard(command('discard', 'give up an interrupted run; what was published before stays'), context);
    addRefresh(command('refresh', 'rebuild the models of the run that is shown, so that they follow later decisions'), context);
    addDiff(command('diff', 'what changed from one run to another'), context);
  },
};

function addList(command: Program, { terminal, action, answer }: CommandContext): void {
  command.action(
    action((options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.runs.list({}),
        (all) => {
          for (const { runId, pipeline, status, failures, startedAt, score } of all)
            terminal.result(
              [
                ...[runId, pipeline, status, startedAt, score === null ? '' : formatPercent(score)],
                ...(failures.length > 0 ? [`${counted(failures.length, 'part')} failed`] : []),
              ].join('\t'),
            );
        },
      ),
    ),
  );
}

function addShow(command: Program, { terminal, action, answer }: CommandContext): void {
  command.argument('<runId>').action(
    action((runId: string, options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.runs.get({ runId }),
        (detail) => terminal.result(summaryOf(detail, terminal)),
      ),
    ),
  );
}

function addDefinition(command: Program, { terminal, action, answer }: CommandContext): void {
  command.argument('<runId>').action(
    action((runId: string, options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.runs.definition({ runId }),
        ({ yaml }) => terminal.result(yaml.trimEnd()),
      ),
    ),
  );
}

function addDiscard(command: Program, { terminal, action, answer }: CommandContext): void {
  command.argument('[runId]', 'the run (default: the interrupted one)').action(
    action((named: string | undefined, options: AnswerOptions) =>
      answer(
        options,
        async (ask) => {
          const runId = named ?? (await ask.runs.list({})).find(({ canResume }) => canResume)?.runId;
          if (runId === undefined) throw new Failure('NOT_FOUND', 'no run of this workspace is interrupted');
          await ask.runs.discard({ runId });
          return { discarded: runId };
        },
        ({ discarded }) => terminal.result(`run ${discarded} is given up`),
      ),
    ),
  );
}

function addRefresh(command: Program, { terminal, action, answer }: CommandContext): void {
  command.option('--author <NAME>', 'who asks (default: your name on this system)').action(
    action(({ author, ...options }: AnswerOptions & { readonly author?: string }) =>
      answer(
        options,
        (ask) => ask.runs.refresh({ ...(author !== undefined && { author }) }),
        ({ models }) => terminal.result(`${counted(models, 'model')} rebuilt from the clean rows as they are now`),
      ),
    ),
  );
}

function addDiff(command: Program, { terminal, action, answer }: CommandContext): void {
  command
    .argument('<before>')
    .argument('<after>')
    .action(
      action((before: string, after: string, options: AnswerOptions) =>
        answer(
          options,
          async (ask) => {
            const judged = async (runId: string) => ({
              run: await ask.runs.get({ runId }),
              rules: await ask.rules.results({ runId }),
            });
            return diffRuns(await judged(before), await judged(after));
          },
          (differences) => {
            for (const { what, before: from, after: to, note } of differences)
              terminal.result(`${what}\t${from ?? '–'} → ${to ?? '–'}${note === null ? '' : `\t${note}`}`);
            if (differences.length === 0) terminal.say('the two runs have the same accounts, violations and score');
          },
        ),
      ),
    );
}
