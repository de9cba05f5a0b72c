import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { wholeNumber } from '../add-decision-commands.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';
import { withWorkspace } from '../common-options.ts';
import { plainLine } from '../plain-line.ts';
import { conditionsFrom } from '../selection-options.ts';

interface RowsOptions extends AnswerOptions {
  readonly where?: readonly string[];
  readonly breaks?: string;
  readonly search?: string;
  readonly order?: string;
  readonly cursor?: string;
  readonly limit: string;
}

/** The tables of the run that is shown: datasets and models. */
export const data: Command = {
  add: (program, context) => {
    const group = program.command('data').description('the tables of the run: clean rows of datasets, and models');
    addList(group.command('list'), context);
    addRows(group.command('rows'), context);
    addBehind(group.command('records'), context);
  },
};

function addList(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(command.description('the datasets and models, each with its rows and the checks that failed')).action(
    action((options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.data.tables({}),
        (tables) => {
          for (const { name, kind, rows, checks } of tables) {
            terminal.result(`${name}\t${kind}\t${counted(rows, 'row')}`);
            for (const { status, sentence } of checks) if (status === 'failed') terminal.say(`  ▲ ${plainLine(sentence)}`);
          }
        },
      ),
    ),
  );
}

function addRows(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(
    command
      .description('tab-separated rows of a dataset (clean) or a model')
      .argument('<name>', 'the dataset or model')
      .option('--where <column=text...>', 'only those with this text in a column; nothing after the = for an empty cell')
      .option('--breaks <id>', 'of a model: only rows that break this rule')
      .option('--search <TEXT>', 'only those with this text in any cell')
      .option('--order <columns>', 'comma-separated columns; -column is descending')
      .option('--cursor <cursor>', 'where the page before ended')
      .option('--limit <N>', 'how many, at most 1,000', '20'),
  ).action(
    action((name: string, { where = [], limit, json, workspace, ...query }: RowsOptions) =>
      answer(
        { ...(json !== undefined && { json }), ...(workspace !== undefined && { workspace }) },
        (ask) => ask.data.page({ name, ...query, filter: conditionsFrom(where), limit: wholeNumber(limit, '--limit') }),
        ({ columns, rows, total, next }) => {
          terminal.result(columns.join('\t'));
          for (const row of rows) terminal.result(columns.map((column) => plainLine(String(row[column] ?? ''))).join('\t'));
          terminal.say(
            `${rows.length.toLocaleString('en')} of ${counted(total, 'row')}${next === null ? '' : `; next: --cursor ${next}`}`,
          );
        },
      ),
    ),
  );
}

function addBehind(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(
    command
      .description('the records that a row of a model was made from, by the number of the row')
      .argument('<name>', 'the model')
      .argument('<id>', 'its id'),
  ).action(
    action((name: string, id: string, options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.data.behind({ name, id: wholeNumber(id, 'id') }),
        ({ dataset, ids, reason }) => {
          if (reason !== null) terminal.say(`cannot trace this row to its records: ${reason}`);
          for (const record of ids) terminal.result(`${dataset}\t${record}`);
        },
      ),
    ),
  );
}
