import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { cellsTold, recordOf, wholeNumber, withDecisionOptions } from './add-decision-commands.ts';
import type { AnswerOptions } from './answer.ts';
import type { CommandContext } from './command.ts';

interface Options extends AnswerOptions {
  readonly author?: string;
}

/** Adds the commands that show and keep what was decided. */
export function addMemoryCommands(group: Program, context: CommandContext): void {
  const command = (name: string, description: string): Program =>
    withDecisionOptions(group.command(name).description(description));
  addSuggest(command('suggest', 'suggest fixes for an exception, the likeliest first'), context);
  addImport(command('import', 'import exceptions that were exported and edited elsewhere'), context);
  addHistory(command('history', 'list what was decided, newest first; a batch is undone by its number'), context);
  addComment(command('comment', 'comment on an exception; the comment stays with the record in later runs'), context);
  addMappings(command('mappings', 'list the replacements that were learned from decisions'), context);
  addForget(command('forget', 'forget a learned replacement'), context);
  addSignOff(command('sign-off', 'sign off all decisions of the run that is shown'), context);
}

function addSuggest(command: Program, { terminal, action, answer }: CommandContext): void {
  command.argument('<id>').action(
    action((id: string, options: Options) =>
      answer(
        options,
        async (ask) => ask.exceptions.suggest(await recordOf(ask, id, 'exception')),
        (suggestions) => {
          for (const [index, { cells, confidence, why, passes }] of suggestions.entries())
            terminal.result(
              `${index + 1}\t${cellsTold(cells)}\t${Math.round(100 * confidence)} %\t${why}${passes ? '' : '\tstill breaks another rule'}`,
            );
          if (suggestions.length === 0) terminal.say('there is no suggestion that is certain enough');
        },
      ),
    ),
  );
}

function addImport(command: Program, { terminal, action, answer }: CommandContext): void {
  type Own = Options & { readonly dataset: string; readonly preview?: boolean };
  command
    .argument('<file>')
    .requiredOption('--dataset <D>')
    .option('--preview', 'show what would change, and change nothing')
    .action(
      action((path: string, { dataset, preview: isPreview = false, author, ...options }: Own) =>
        answer(
          options,
          (ask) => ask.exceptions.import({ dataset, path: resolve(path), isPreview, ...(author !== undefined && { author }) }),
          ({ outcome, unchanged, conflicts }) => {
            for (const { recordId, why } of conflicts) terminal.result(`record ${recordId}: left as it is, ${why}`);
            for (const { recordId, why, outcome: what } of outcome.rows)
              if (what === 'skipped') terminal.result(`record ${recordId}: left as it is, ${why}`);
            terminal.result(
              `${counted(outcome.applied, 'record')} ${isPreview ? 'would change' : 'changed'}, ${outcome.clean} of them clean; ${unchanged} unchanged, ${conflicts.length} in conflict`,
            );
          },
        ),
      ),
    );
}

function addHistory(command: Program, { terminal, action, answer }: CommandContext): void {
  command.action(
    action((options: Options) =>
      answer(
        options,
        (ask) => ask.exceptions.batches({}),
        (batches) => {
          for (const { batchNo, label, author, decidedAt, records, undone } of batches)
            terminal.result(
              `${batchNo}\t${decidedAt}\t${author}\t${label}${undone === 0 ? '' : undone === records ? '\tundone' : `\t${undone} undone`}`,
            );
        },
      ),
    ),
  );
}

function addComment(command: Program, { terminal, action, answer }: CommandContext): void {
  command
    .argument('<id>')
    .argument('<text>')
    .action(
      action((id: string, text: string, { author, ...options }: Options) =>
        answer(
          options,
          async (ask) => {
            const { dataset, recordId } = await recordOf(ask, id, 'exception');
            return ask.exceptions.comment({ dataset, recordId, text, ...(author !== undefined && { author }) });
          },
          () => terminal.result('comment added'),
        ),
      ),
    );
}

function addMappings(command: Program, { terminal, action, answer }: CommandContext): void {
  command.action(
    action((options: Options) =>
      answer(
        options,
        (ask) => ask.exceptions.mappings(),
        (mappings) => {
          for (const { id, dataset, column, from, to, author } of mappings)
            terminal.result(`${id}\t${dataset}.${column}\t${JSON.stringify(from)} → ${JSON.stringify(to)}\t${author}`);
        },
      ),
    ),
  );
}

function addForget(command: Program, { terminal, action, answer }: CommandContext): void {
  command.argument('<mapping>').action(
    action((id: string, options: Options) =>
      answer(
        options,
        (ask) => ask.exceptions.forget({ id: wholeNumber(id, 'mapping') }),
        () => terminal.result(`mapping ${id} is forgotten`),
      ),
    ),
  );
}

function addSignOff(command: Program, { terminal, action, answer }: CommandContext): void {
  command.option('--note <TEXT>').action(
    action(({ author, note = '', ...options }: Options & { readonly note?: string }) =>
      answer(
        options,
        (ask) => ask.exceptions.signOff({ note: note === '' ? null : note, ...(author !== undefined && { author }) }),
        (made) => {
          for (const { kind, reason, count } of made.counts)
            terminal.result(`${count}\t${kind}${reason === null ? '' : `\t${reason}`}`);
          terminal.result(`signed off by ${made.author}`);
        },
      ),
    ),
  );
}
