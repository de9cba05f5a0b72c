import { Option, type Command as Program } from 'commander';
import type { BulkChange, BulkOutcome } from '#core/contract/bulk.ts';
import { counted } from '#core/contract/counted.ts';
import { cellsTold, pairOf, withDecisionOptions } from './add-decision-commands.ts';
import { type Ask, withClient } from './client.ts';
import type { CommandContext } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { findWorkspace } from './find-workspace.ts';
import { othersTold } from './others-told.ts';

interface Options {
  readonly workspace?: string;
  readonly dataset: string;
  readonly rule?: string;
  readonly where: readonly string[];
  readonly preview?: boolean;
  readonly remember?: boolean;
  readonly author?: string;
  readonly json?: boolean;
}

/** Adds the commands that decide about many exceptions at once, and those that show what there is to decide. */
export function addBulkCommands(group: Program, { terminal, action }: CommandContext): void {
  const command = (name: string, description: string): Program =>
    withDecisionOptions(group.command(name).description(description)).requiredOption('--dataset <D>');
  const many = (name: string, description: string): Program =>
    command(name, description)
      .option('--rule <id>', 'only exceptions that break this rule')
      .option('--where <column=text...>', 'only those with this text in a column', [])
      .option('--preview', 'say what it would do, and do nothing');
  const change = <Own>(changeOf: (options: Options & Own) => BulkChange) =>
    action(async (options: Options & Own) =>
      withClient(findWorkspace(options.workspace), async (ask) => {
        const outcome = await decideAll(ask, options, changeOf(options), (done, total) =>
          terminal.say(`${Math.floor((100 * done) / Math.max(total, 1))} %`),
        );
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
  command('merge', 'keep one record of each group of duplicates')
    .requiredOption('--rule <id>', 'the rule about duplicates')
    .option('--where <column=text...>', 'only those with this text in a column', [])
    .option('--preview', 'say what it would do, and do nothing')
    .addOption(new Option('--keep <which>', 'by --by or in the order of the file').choices(['first', 'last']).default('last'))
    .option('--by <C>', 'a column such as a date')
    .action(
      change(({ rule = '', keep, by }: { keep: 'first' | 'last'; by?: string; rule?: string }) => ({
        kind: 'merged',
        rule,
        keep,
        reason: null,
        ...(by !== undefined && { by }),
      })),
    );

  command('problems', 'exceptions by what is wrong, those first that clear most')
    .option('--rule <id>', 'what this rule says, each sentence with its number')
    .option('--measure <C>', 'a column that says what records are worth')
    .action(
      action(async ({ workspace, dataset, rule, measure, json }: Options & { readonly measure?: string }) =>
        withClient(findWorkspace(workspace), async (ask) => {
          if (rule === undefined) {
            const problems = await ask.exceptions.problems({ dataset, ...(measure !== undefined && { measure }) });
            if (json) terminal.json(problems);
            else
              for (const { ruleId, records, values, clears, worth } of problems)
                terminal.result(
                  `${ruleId}\t${counted(records, 'record')}\t${values} different\tclears ${clears}${worth === null ? '' : `\t${measure} ${worth}`}`,
                );
            return exitCodes.done;
          }
          const { values, total } = await ask.exceptions.problemValues({ dataset, ruleId: rule });
          if (json) terminal.json({ total, values });
          else
            for (const { reason, records, suggestion } of values)
              terminal.result(`${records}\t${reason}${suggestion ? `\t${cellsTold(suggestion.cells)}` : ''}`);
          return exitCodes.done;
        }),
      ),
    );
  command('clusters', 'texts of a column that may mean the same')
    .requiredOption('--column <C>')
    .option('--method <words|pairs|sound|letters>', 'from strict to lax', 'words')
    .action(
      action(
        async ({ workspace, dataset, column, method, json }: Options & { readonly column: string; readonly method: 'words' }) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const clusters = await ask.exceptions.clusters({ dataset, column, method });
            if (json) terminal.json(clusters);
            else if (clusters.length === 0)
              terminal.say(`no two texts of ${column} are the same by ${method}; try a laxer method`);
            else
              for (const { target, members } of clusters)
                terminal.result(`${target}\t${members.map(({ text, count }) => `${JSON.stringify(text)} ${count}`).join(', ')}`);
            return exitCodes.done;
          }),
      ),
    );
  command('add-parent', 'let a value count as one that a dataset holds; all records that refer to it pass')
    .requiredOption('--set <column=text...>')
    .requiredOption('--reason <TEXT>')
    .action(
      action(
        async ({
          workspace,
          dataset,
          set,
          reason,
          author,
          json,
        }: Options & { readonly set: readonly string[]; readonly reason: string }) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const cells = Object.fromEntries(set.map((text) => pairOf(text)));
            const made = await ask.exceptions.addParent({ dataset, cells, reason, ...(author !== undefined && { author }) });
            if (json) terminal.json(made);
            else terminal.result(`${counted(made.alongside, 'record')} clean with it`);
            return exitCodes.done;
          }),
      ),
    );
}

async function decideAll(
  ask: Ask,
  { dataset, rule, where, preview, remember = false, author }: Options,
  change: BulkChange,
  say: (done: number, total: number) => void,
): Promise<BulkOutcome> {
  const input = {
    selection: {
      dataset,
      ...(rule !== undefined && { breaks: { rules: [rule] } }),
      filter: where.map((text) => pairOf(text)).map(([column, value]) => ({ column, operator: 'equals' as const, value })),
    },
    change,
    remember,
    ...(author !== undefined && { author }),
  };
  if (preview) return ask.exceptions.preview(input);
  for await (const event of await ask.exceptions.many(input)) {
    if (event.kind === 'done') return event.outcome;
    say(event.done, event.total);
  }
  throw new Error('the change ended without an outcome');
}
