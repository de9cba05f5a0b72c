import { Option, type Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { cellsTold, recordOf, withDecisionOptions } from './add-decision-commands.ts';
import { withClient } from './client.ts';
import type { CommandContext } from './command.ts';
import { exitCodes } from './exit-code.ts';
import { findWorkspace } from './find-workspace.ts';
import { type SelectionOptions, selectionFrom, withSelectionOptions } from './selection-options.ts';

interface Options extends SelectionOptions {
  readonly workspace?: string;
  readonly json?: boolean;
}

/** Adds the commands that show what there is to decide. */
export function addShowingCommands(group: Program, { terminal, action }: CommandContext): void {
  const command = (name: string, description: string): Program =>
    withSelectionOptions(withDecisionOptions(group.command(name).description(description)).requiredOption('--dataset <D>'));

  command('problems', 'exceptions by what is wrong, those first that clear most; with --rule, what that rule says')
    .option('--measure <C>', 'a column that says what records are worth')
    .action(
      action(async ({ workspace, measure, json, ...options }: Options & { readonly measure?: string }) =>
        withClient(findWorkspace(workspace), async (ask) => {
          const selection = selectionFrom(options);
          if (options.rule === undefined) {
            const problems = await ask.exceptions.problems({ ...selection, ...(measure !== undefined && { measure }) });
            if (json) terminal.json(problems);
            else
              for (const { ruleId, records, values, clears, worth } of problems)
                terminal.result(
                  `${ruleId}\t${counted(records, 'record')}\t${values} different\tclears ${clears}${worth === null ? '' : `\t${measure} ${worth}`}`,
                );
            return exitCodes.done;
          }
          const { values, total } = await ask.exceptions.problemValues({ ...selection, ruleId: options.rule });
          if (json) terminal.json({ total, values });
          else
            for (const { reason, records, suggestion } of values)
              terminal.result(`${records}\t${reason}${suggestion ? `\t${cellsTold(suggestion.cells)}` : ''}`);
          return exitCodes.done;
        }),
      ),
    );
  command('facets', 'how many exceptions break each rule, and rules of each column, severity and category').action(
    action(async ({ workspace, json, ...options }: Options) =>
      withClient(findWorkspace(workspace), async (ask) => {
        const { rules, ...facets } = await ask.exceptions.facets(selectionFrom(options));
        if (json) terminal.json({ rules, ...facets });
        else {
          for (const { ruleId, records } of rules) terminal.result(`rule\t${ruleId}\t${records}`);
          for (const [facet, entries] of Object.entries(facets))
            for (const { value, records } of entries) terminal.result(`${facet}\t${value}\t${records}`);
        }
        return exitCodes.done;
      }),
    ),
  );
  command('values', 'the texts of a column in the exceptions that are meant, most frequent first')
    .requiredOption('--column <C>')
    .action(
      action(async ({ workspace, column, json, ...options }: Options & { readonly column: string }) =>
        withClient(findWorkspace(workspace), async (ask) => {
          const { values, distinct } = await ask.records.facet({ ...selectionFrom(options), what: 'exceptions', column });
          if (json) terminal.json({ values, distinct });
          else for (const { value, count } of values) terminal.result(`${count}\t${JSON.stringify(value)}`);
          return exitCodes.done;
        }),
      ),
    );
  command('clusters', 'texts of a column that may mean the same')
    .requiredOption('--column <C>')
    .addOption(
      new Option('--method <method>', 'from strict to lax').choices(['words', 'pairs', 'sound', 'letters']).default('words'),
    )
    .action(
      action(
        async ({
          workspace,
          column,
          method,
          json,
          ...options
        }: Options & { readonly column: string; readonly method: 'words' }) =>
          withClient(findWorkspace(workspace), async (ask) => {
            const clusters = await ask.exceptions.clusters({ ...selectionFrom(options), column, method });
            if (json) terminal.json(clusters);
            else if (clusters.length === 0)
              terminal.say(`no two texts of ${column} are the same by ${method}; try a looser method`);
            else
              for (const { target, members } of clusters)
                terminal.result(`${target}\t${members.map(({ text, count }) => `${JSON.stringify(text)} ${count}`).join(', ')}`);
            return exitCodes.done;
          }),
      ),
    );
  group
    .command('duplicates')
    .description('the records with which an exception shares what must be unique, side by side')
    .argument('<id>')
    .requiredOption('--rule <id>', 'the rule about duplicates')
    .option('--workspace <FILE>', 'workspace file (default: the one in this folder)')
    .option('--json', 'print one JSON document')
    .action(
      action(async (id: string, { workspace, rule, json }: Pick<Options, 'workspace' | 'json'> & { readonly rule: string }) =>
        withClient(findWorkspace(workspace), async (ask) => {
          const { dataset, recordId } = await recordOf(ask, id, 'exception');
          const { columns, differing, members } = await ask.exceptions.duplicates({ dataset, recordId, rule });
          if (json) terminal.json({ columns, differing, members });
          else {
            terminal.result(
              ['line', ...columns.map((column) => (differing.includes(column) ? `${column} ≠` : column))].join('\t'),
            );
            for (const { line, cells } of members) terminal.result([line, ...cells].join('\t'));
          }
          return exitCodes.done;
        }),
      ),
    );
}
