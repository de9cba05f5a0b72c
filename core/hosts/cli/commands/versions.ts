import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { changeSentence } from '#core/contract/versions.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { wholeNumber } from '../add-decision-commands.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';

/** The different definitions that ran in a workspace. */
export const versions: Command = {
  add: (program, context) => {
    const group = program.command('versions').description('the versions of the pipeline that ran in a workspace');
    addList(group.command('list').description('all versions, newest first, with their names and runs'), context);
    addName(group.command('name').description('name a version; an empty name removes it'), context);
    addDiff(group.command('diff').description('how two versions differ, in sentences'), context);
  },
};

function withWorkspace(command: Program): Program {
  return command
    .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
    .option('--json', 'print one JSON document');
}

function addList(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(command).action(
    action((options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.versions.list({}),
        (all) => {
          for (const { version, name, firstRunAt, runs, isShown } of all)
            terminal.result(
              [
                `v${version}`,
                name ?? '–',
                firstRunAt.slice(0, 19).replace('T', ' '),
                counted(runs.length, 'run'),
                isShown ? 'shown' : '',
              ]
                .join('\t')
                .trimEnd(),
            );
        },
      ),
    ),
  );
}

function addName(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(
    command
      .argument('<version>', 'its number')
      .argument('<name>')
      .option('--author <NAME>', 'who names it (default: your name on this system)'),
  ).action(
    action((version: string, name: string, { author, ...options }: AnswerOptions & { readonly author?: string }) =>
      answer(
        options,
        (ask) => ask.versions.name({ version: wholeNumber(version, '<version>'), name, ...(author !== undefined && { author }) }),
        (named) =>
          terminal.result(`version ${named.version} ${named.name === null ? 'no longer has a name' : `is called ${named.name}`}`),
      ),
    ),
  );
}

function addDiff(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(
    command
      .argument('<after>', 'the number of a version, or the path of a pipeline.yaml')
      .option('--before <version>', 'the number of the version to compare it with (default: the one that is shown)'),
  ).action(
    action((after: string, { before, ...options }: AnswerOptions & { readonly before?: string }) =>
      answer(
        options,
        (ask) =>
          ask.versions.compare({
            ...(before !== undefined && { before: wholeNumber(before, '--before') }),
            after: /^\d+$/.test(after) ? Number(after) : loadPipeline(after).text,
          }),
        ({ changes }) => {
          for (const change of changes) terminal.result(changeSentence(change));
          if (changes.length === 0) terminal.say('the two versions are the same');
        },
      ),
    ),
  );
}
