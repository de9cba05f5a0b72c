import { Option, type Command as Program } from 'commander';
import type { BulkChange, BulkOutcome } from '#core/contract/bulk.ts';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { withDecisionOptions } from './add-decision-commands.ts';
import type { AnswerOptions } from './answer.ts';
import type { CommandContext } from './command.ts';
import { followEvents } from './follow-events.ts';
import { othersTold } from './others-told.ts';
import { pairOf, type SelectionOptions, selectionFrom, withSelectionOptions } from './selection-options.ts';
import type { Terminal } from './terminal.ts';

interface Options extends SelectionOptions, AnswerOptions {
  readonly preview?: boolean;
  readonly remember?: boolean;
  readonly author?: string;
}

const rememberOption = ['--remember', 'do the same with these texts in later files'] as const;

/** Adds the commands that decide about many exceptions at once. */
export function addBulkCommands(group: Program, context: CommandContext): void {
  const many = (name: string, description: string): Program =>
    withSelectionOptions(
      withDecisionOptions(group.command(name).description(description)).requiredOption('--dataset <D>'),
    ).option('--preview', 'show what would change, and change nothing');
  addCellChanges(many, context);
  addStandings(many, context);
  addMerge(many('merge', 'keep one record of each group of duplicates; --rule says which rule finds them'), context);
  addParentCommand(
    withDecisionOptions(
      group.command('add-parent').description('accept a value as one that a dataset holds; all records that refer to it pass'),
    ).requiredOption('--dataset <D>'),
    context,
  );
}

type Many = (name: string, description: string) => Program;

/** Those that write cells. */
function addCellChanges(many: Many, context: CommandContext): void {
  many('set', 'write one text into a column of many exceptions')
    .requiredOption('--column <C>')
    .requiredOption('--to <TEXT>')
    .option(...rememberOption)
    .action(change(context, ({ column, to }: { column: string; to: string }) => ({ kind: 'set', column, to })));
  many('map', 'replace some texts of a column by others')
    .requiredOption('--column <C>')
    .requiredOption('--map <from=to...>')
    .option(...rememberOption)
    .action(
      change(context, ({ column, map }: { column: string; map: readonly string[] }) => ({
        kind: 'map',
        column,
        map: Object.fromEntries(map.map((text) => pairOf(text, 'from=to'))),
      })),
    );
  many('accept-all', 'fix many exceptions as suggested').action(
    change(context, ({ rule }) => ({ kind: 'suggested', ...(rule !== undefined && { rule }) })),
  );
  many('rewrite', 'rewrite the texts of a column by example')
    .requiredOption('--column <C>')
    .requiredOption('--like <from=to...>', 'a text before and after')
    .action(
      change(context, ({ column, like }: { column: string; like: readonly string[] }) => ({
        kind: 'example',
        column,
        examples: like.map((text) => pairOf(text, 'from=to')).map(([from, to]) => ({ from, to })),
      })),
    );
}

/** Those that leave cells as they are. */
function addStandings(many: Many, context: CommandContext): void {
  many('waive-all', 'let many exceptions pass as they are')
    .requiredOption('--reason <TEXT>')
    .option('--expires <DAY>', 'the last day on which it holds, yyyy-MM-dd')
    .action(
      change(context, ({ reason, expires }: { reason: string; expires?: string }) => ({
        kind: 'waived',
        reason,
        ...(expires !== undefined && { expiresOn: expires }),
      })),
    );
  many('reject-all', 'keep many exceptions out for good')
    .requiredOption('--reason <TEXT>')
    .action(change(context, ({ reason }: { reason: string }) => ({ kind: 'rejected', reason })));
  many('escalate-all', 'leave many exceptions to somebody else, with a note')
    .requiredOption('--reason <TEXT>')
    .action(change(context, ({ reason }: { reason: string }) => ({ kind: 'escalated', reason })));
}

interface MergeOptions {
  readonly rule?: string;
  readonly keep: 'first' | 'last' | 'fullest';
  readonly by?: string;
  readonly source?: string;
  readonly fill?: true;
  readonly reason?: string;
}

function addMerge(command: Program, context: CommandContext): void {
  command
    .addOption(
      new Option('--keep <which>', 'the first or last by --by or in the file, or the one with the most values')
        .choices(['first', 'last', 'fullest'])
        .default('last'),
    )
    .option('--by <C>', 'a column such as a date')
    .option('--source <FILE>', 'of a dataset of several files, the one whose records are kept before others')
    .option('--fill', 'fill empty cells of the record that is kept from the others')
    .option('--reason <TEXT>')
    .action(
      change(context, ({ rule, keep, by, source, fill, reason }: MergeOptions) => {
        if (rule === undefined) throw new Failure('BAD_INPUT', 'name the rule about duplicates: --rule <id>');
        return {
          ...{ kind: 'merged', rule, keep, reason: reason ?? null },
          ...(by !== undefined && { by }),
          ...(source !== undefined && { source }),
          ...(fill && { fill }),
        };
      }),
    );
}

function addParentCommand(command: Program, { terminal, action, answer }: CommandContext): void {
  type Own = Options & { readonly set: readonly string[]; readonly reason: string };
  command
    .requiredOption('--set <column=text...>')
    .requiredOption('--reason <TEXT>')
    .option('--preview', 'show what would change, and change nothing')
    .action(
      action(({ dataset, set, reason, author, preview = false, ...options }: Own) =>
        answer(
          options,
          (ask) =>
            ask.exceptions.addParent({
              dataset,
              cells: Object.fromEntries(set.map((text) => pairOf(text))),
              reason,
              isPreview: preview,
              ...(author !== undefined && { author }),
            }),
          ({ alongside }) =>
            terminal.result(`${counted(alongside, 'record')} ${preview ? 'would become clean' : 'became clean'}`),
        ),
      ),
    );
}

/** The action of a command that changes all selected exceptions, or shows what would change. */
function change<Own>({ terminal, action, answer }: CommandContext, changeOf: (options: Options & Own) => BulkChange) {
  return action((options: Options & Own) => {
    const { preview: isPreview = false, remember = false, author } = options;
    const input = () => ({
      selection: selectionFrom(options),
      change: changeOf(options),
      remember,
      ...(author !== undefined && { author }),
    });
    return answer(
      options,
      async (ask) =>
        isPreview
          ? ask.exceptions.preview(input())
          : followEvents((signal) => ask.exceptions.many(input(), { signal }), terminal),
      (outcome) => printOutcome(outcome, isPreview, terminal),
    );
  });
}

/** Rows of a preview that are printed. */
const maxRows = 20;

function printOutcome(
  { matched, applied, clean, open, skipped, rows, batchNo, ...others }: BulkOutcome,
  isPreview: boolean,
  terminal: Terminal,
): void {
  for (const { recordId, before, after, outcome, why } of isPreview ? rows.slice(0, maxRows) : []) {
    const cells = Object.keys(after).map(
      (column) => `${column} ${JSON.stringify(before[column])} → ${JSON.stringify(after[column])}`,
    );
    terminal.result(`record ${recordId}\t${outcome}\t${cells.join(', ')}${why === null ? '' : `\t${why}`}`);
  }
  terminal.result(
    `${isPreview ? 'it would change' : 'changed'} ${applied} of ${counted(matched, 'record')}${clean > 0 ? `, ${clean} clean` : ''}${open > 0 ? `, ${open} still waiting for another rule` : ''}${skipped > 0 ? `, ${skipped} left as they are` : ''}${othersTold(others)}`,
  );
  if (!isPreview) terminal.say(`winnow exceptions undo --batch ${batchNo} undoes it`);
}
