import { Option, type Command as Program } from 'commander';
import type { BulkChange, BulkOutcome } from '#core/contract/bulk.ts';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { withDecisionOptions } from './add-decision-commands.ts';
import { type Ask, withClient } from './client.ts';
import type { CommandContext } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { findWorkspace } from './find-workspace.ts';
import { followEvents } from './follow-events.ts';
import { othersTold } from './others-told.ts';
import { pairOf, type SelectionOptions, selectionFrom, withSelectionOptions } from './selection-options.ts';
import type { Terminal } from './terminal.ts';

interface Options extends SelectionOptions {
  readonly workspace?: string;
  readonly preview?: boolean;
  readonly remember?: boolean;
  readonly author?: string;
  readonly json?: boolean;
}

/** Adds the commands that decide about many exceptions at once. */
export function addBulkCommands(group: Program, { terminal, action }: CommandContext): void {
  const command = (name: string, description: string): Program =>
    withDecisionOptions(group.command(name).description(description)).requiredOption('--dataset <D>');
  const many = (name: string, description: string): Program =>
    withSelectionOptions(command(name, description)).option('--preview', 'say what it would do, and do nothing');
  const change = <Own>(changeOf: (options: Options & Own) => BulkChange) =>
    action(async (options: Options & Own) =>
      withClient(findWorkspace(options.workspace), async (ask) => {
        const outcome = await decideAll(ask, options, changeOf(options), terminal);
        if (options.json) terminal.json(outcome);
        else told(outcome, options.preview ?? false);
        return exitCodes.done;
      }),
    );
  const told = ({ matched, applied, clean, open, skipped, rows, batchNo, ...others }: BulkOutcome, isPreview: boolean): void => {
    for (const { recordId, before, after, outcome, why } of isPreview ? rows.slice(0, 20) : [])
      terminal.result(
        `record ${recordId}\t${outcome}\t${Object.keys(after)
          .map((column) => `${column} ${JSON.stringify(before[column])} → ${JSON.stringify(after[column])}`)
          .join(', ')}${why === null ? '' : `\t${why}`}`,
      );
    terminal.result(
      `${isPreview ? 'it would change' : 'changed'} ${applied} of ${counted(matched, 'record')}${clean > 0 ? `, ${clean} clean` : ''}${open > 0 ? `, ${open} still waiting for another rule` : ''}${skipped > 0 ? `, ${skipped} left as they are` : ''}${othersTold(others)}`,
    );
    if (!isPreview) terminal.say(`winnow exceptions undo --batch ${batchNo} takes it back`);
  };

  many('set', 'write one text into a column of many exceptions')
    .requiredOption('--column <C>')
    .requiredOption('--to <TEXT>')
    .option('--remember', 'do the same with these texts in later files')
    .action(change(({ column, to }: { column: string; to: string }) => ({ kind: 'set', column, to })));
  many('map', 'write other texts for some texts of a column')
    .requiredOption('--column <C>')
    .requiredOption('--map <from=to...>')
    .option('--remember', 'do the same with these texts in later files')
    .action(
      change(({ column, map }: { column: string; map: readonly string[] }) => ({
        kind: 'map',
        column,
        map: Object.fromEntries(map.map((text) => pairOf(text, 'from=to'))),
      })),
    );
  many('accept-all', 'fix many exceptions as suggested').action(
    change(({ rule }) => ({ kind: 'suggested', ...(rule !== undefined && { rule }) })),
  );
  many('waive-all', 'let many exceptions pass as they are')
    .requiredOption('--reason <TEXT>')
    .option('--expires <DAY>', 'the last day on which it holds, yyyy-MM-dd')
    .action(
      change(({ reason, expires }: { reason: string; expires?: string }) => ({
        kind: 'waived',
        reason,
        ...(expires !== undefined && { expiresOn: expires }),
      })),
    );
  many('reject-all', 'keep many exceptions out for good')
    .requiredOption('--reason <TEXT>')
    .action(change(({ reason }: { reason: string }) => ({ kind: 'rejected', reason })));
  many('escalate-all', 'leave many exceptions to somebody else, with a note')
    .requiredOption('--reason <TEXT>')
    .action(change(({ reason }: { reason: string }) => ({ kind: 'escalated', reason })));
  many('rewrite', 'write the texts of a column anew as some examples were')
    .requiredOption('--column <C>')
    .requiredOption('--like <from=to...>', 'a text before and after')
    .action(
      change(({ column, like }: { column: string; like: readonly string[] }) => ({
        kind: 'example',
        column,
        examples: like.map((text) => pairOf(text, 'from=to')).map(([from, to]) => ({ from, to })),
      })),
    );
  many('merge', 'keep one record of each group of duplicates; --rule says which rule finds them')
    .addOption(new Option('--keep <which>', 'by --by or in the order of the file').choices(['first', 'last']).default('last'))
    .option('--by <C>', 'a column such as a date')
    .action(
      change(({ rule, keep, by }: { keep: 'first' | 'last'; by?: string; rule?: string }) => {
        if (rule === undefined) throw new Failure('BAD_INPUT', 'name the rule about duplicates: --rule <id>');
        return { kind: 'merged', rule, keep, reason: null, ...(by !== undefined && { by }) };
      }),
    );

  command('add-parent', 'let a value count as one that a dataset holds; all records that refer to it pass')
    .requiredOption('--set <column=text...>')
    .requiredOption('--reason <TEXT>')
    .option('--preview', 'say what it would do, and do nothing')
    .action(
      action(
        async ({
          workspace,
          dataset,
          set,
          reason,
          author,
          preview,
          json,
        }: Options & { readonly set: readonly string[]; readonly reason: string }) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const cells = Object.fromEntries(set.map((text) => pairOf(text)));
            const input = { dataset, cells, reason, isPreview: preview ?? false, ...(author !== undefined && { author }) };
            const made = await ask.exceptions.addParent(input);
            if (json) terminal.json(made);
            else terminal.result(`${counted(made.alongside, 'record')} ${preview ? 'would become clean' : 'became clean'}`);
            return exitCodes.done;
          }),
      ),
    );
}

function decideAll(ask: Ask, options: Options, change: BulkChange, terminal: Terminal): Promise<BulkOutcome> {
  const { preview, remember = false, author } = options;
  const input = { selection: selectionFrom(options), change, remember, ...(author !== undefined && { author }) };
  return preview ? ask.exceptions.preview(input) : followEvents((signal) => ask.exceptions.many(input, { signal }), terminal);
}
