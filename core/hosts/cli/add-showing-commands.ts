import { Option, type Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { cellsTold, recordOf, withDecisionOptions } from './add-decision-commands.ts';
import type { AnswerOptions } from './answer.ts';
import type { Ask } from './client.ts';
import type { CommandContext } from './command.ts';
import { jsonOption, workspaceOption } from './common-options.ts';
import { onlyDataset } from './only-dataset.ts';
import { type SelectionOptions, selectionFrom, withSelectionOptions } from './selection-options.ts';

type Options = Partial<SelectionOptions> & AnswerOptions;

/** Adds the commands that show what there is to decide. */
export function addShowingCommands(group: Program, context: CommandContext): void {
  const command = (name: string, description: string): Program =>
    withSelectionOptions(
      withDecisionOptions(group.command(name).description(description)).option(
        '--dataset <D>',
        'which dataset, where there are several',
      ),
    );
  addProblems(
    command('problems', 'exceptions by what is wrong, those that clear most first; with --rule, what that rule says'),
    context,
  );
  addFacets(command('facets', 'how many exceptions break each rule, and rules of each column, severity and category'), context);
  addValues(command('values', 'the texts of a column in the selected exceptions, most frequent first'), context);
  addClusters(command('clusters', 'texts of a column that may mean the same'), context);
  addDuplicates(group.command('duplicates'), context);
}

/** The selected records; of the only dataset where none is named. */
async function selected(ask: Ask, options: Options) {
  return selectionFrom({ ...options, dataset: options.dataset ?? (await onlyDataset(ask)) });
}

function addProblems(command: Program, { terminal, action, answer }: CommandContext): void {
  command.option('--measure <C>', 'a column that says what records are worth').action(
    action(({ measure, ...options }: Options & { readonly measure?: string }) => {
      const { rule } = options;
      if (rule !== undefined)
        return answer(
          options,
          async (ask) => ask.exceptions.problemValues({ ...(await selected(ask, options)), ruleId: rule }),
          ({ values }) => {
            for (const { reason, records, suggestion } of values)
              terminal.result(`${records}\t${reason}${suggestion ? `\t${cellsTold(suggestion.cells)}` : ''}`);
          },
        );
      return answer(
        options,
        async (ask) => ask.exceptions.problems({ ...(await selected(ask, options)), ...(measure !== undefined && { measure }) }),
        (problems) => {
          for (const { ruleId, records, values, clears, worth } of problems)
            terminal.result(
              `${ruleId}\t${counted(records, 'record')}\t${values} different\tclears ${clears}${worth === null ? '' : `\t${measure} ${worth}`}`,
            );
        },
      );
    }),
  );
}

function addFacets(command: Program, { terminal, action, answer }: CommandContext): void {
  command.action(
    action((options: Options) =>
      answer(
        options,
        async (ask) => ask.exceptions.facets(await selected(ask, options)),
        ({ rules, ...facets }) => {
          for (const { ruleId, records } of rules) terminal.result(`rule\t${ruleId}\t${records}`);
          for (const [facet, entries] of Object.entries(facets))
            for (const { value, records } of entries) terminal.result(`${facet}\t${value}\t${records}`);
        },
      ),
    ),
  );
}

function addValues(command: Program, { terminal, action, answer }: CommandContext): void {
  command.requiredOption('--column <C>').action(
    action((options: Options & { readonly column: string }) =>
      answer(
        options,
        async (ask) => ask.records.facet({ ...(await selected(ask, options)), what: 'exceptions', column: options.column }),
        ({ values }) => {
          for (const { value, count } of values) terminal.result(`${count}\t${JSON.stringify(value)}`);
        },
      ),
    ),
  );
}

function addClusters(command: Program, { terminal, action, answer }: CommandContext): void {
  type Own = Options & { readonly column: string; readonly method: 'words' };
  command
    .requiredOption('--column <C>')
    .addOption(
      new Option('--method <method>', 'from strict to loose').choices(['words', 'pairs', 'sound', 'letters']).default('words'),
    )
    .action(
      action(({ column, method, ...options }: Own) =>
        answer(
          options,
          async (ask) => ask.exceptions.clusters({ ...(await selected(ask, options)), column, method }),
          (clusters) => {
            if (clusters.length === 0) terminal.say(`no two texts of ${column} are the same by ${method}; try a looser method`);
            for (const { target, members } of clusters)
              terminal.result(`${target}\t${members.map(({ text, count }) => `${JSON.stringify(text)} ${count}`).join(', ')}`);
          },
        ),
      ),
    );
}

function addDuplicates(command: Program, { terminal, action, answer }: CommandContext): void {
  command
    .description('the records with which an exception shares what must be unique, side by side')
    .argument('<id>')
    .requiredOption('--rule <id>', 'the rule about duplicates')
    .option(...workspaceOption)
    .option(...jsonOption)
    .action(
      action((id: string, { rule, ...options }: AnswerOptions & { readonly rule: string }) =>
        answer(
          options,
          async (ask) => {
            const { dataset, recordId } = await recordOf(ask, id, 'exception');
            return ask.exceptions.duplicates({ dataset, recordId, rule });
          },
          ({ columns, differing, members }) => {
            const heads = columns.map((column) => (differing.includes(column) ? `${column} ≠` : column));
            terminal.result(['line', ...heads].join('\t'));
            for (const { line, cells } of members) terminal.result([line, ...cells].join('\t'));
          },
        ),
      ),
    );
}
