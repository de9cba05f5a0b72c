import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { changeSentence } from '#core/contract/versions.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { wholeNumber } from '../add-decision-commands.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';
import { withWorkspace } from '../common-options.ts';

/** The different definitions that ran in a workspace. */
export const versions: Command = {
  add: (program, context) => {
    const group = program.command('versions').description('the versions of the pipeline that ran in a workspace');
    addList(group.command('list').description('all versions, newest first, with their names and runs'), context);
    addName(group.command('name').description('name a version; an empty name removes it'), context);
    addDiff(group.command('diff').description('how two versions differ, in sentences'), context);
  },
};

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
      .argument('<version>', 'the number of a version, compared with the current one; or the path of a changed pipeline.yaml')
      .argument('[other]', 'the number of another version, or a path: what changed from the first to this one'),
  ).action(
    action((one: string, other: string | undefined, options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.versions.compare(comparedWith(one, other)),
        ({ changes }) => {
          for (const change of changes) terminal.result(changeSentence(change));
          if (changes.length === 0) terminal.say('the two versions are the same');
        },
      ),
    ),
  );
}

/** From which version to which: the current one is the later of the two, unless the other is a file. */
function comparedWith(one: string, other: string | undefined) {
  const isNumber = /^\d+$/.test(one);
  if (!isNumber && other === undefined) return { after: loadPipeline(one).text };
  if (!isNumber) throw new Failure('BAD_INPUT', `${one} is no number of a version; name the version first, then the file`);
  if (other === undefined) return { before: Number(one) };
  return { before: Number(one), after: /^\d+$/.test(other) ? Number(other) : loadPipeline(other).text };
}
