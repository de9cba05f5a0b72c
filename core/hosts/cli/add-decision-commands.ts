import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { AnswerOptions } from './answer.ts';
import type { Ask } from './client.ts';
import type { CommandContext } from './command.ts';
import { jsonOption, workspaceOption } from './common-options.ts';
import { followEvents } from './follow-events.ts';
import { othersTold } from './others-told.ts';
import { pairOf } from './selection-options.ts';

interface Options extends AnswerOptions {
  readonly author?: string;
}

/** Records that are listed one by one. */
const shownRecords = 20;

/** The options that every command about decisions has. */
export function withDecisionOptions(command: Program): Program {
  return command
    .option('--author <NAME>', 'who decides (default: your name on this system)')
    .option(...workspaceOption)
    .option(...jsonOption);
}

const idHelp = 'of an exception, or dataset/record of a clean record that a rule warns of';

/** Adds the commands that decide about an exception, and those that undo and redo. */
export function addDecisionCommands(group: Program, context: CommandContext): void {
  const command = (name: string, description: string): Program =>
    withDecisionOptions(group.command(name).description(description));
  command('fix', 'correct cells of an exception; it is checked again at once, and clean where every rule passes')
    .argument('<id>', idHelp)
    .option('--set <column=text...>', 'a cell and its new text')
    .option('--line <TEXT>', 'the whole corrected line, for one that is broken')
    .option('--reason <TEXT>')
    .option('--remember', 'do the same with these texts in later files')
    .action(decide(context, 'fixed'));
  addAccept(command('accept', 'fix an exception as suggested'), context);
  command('waive', 'let an exception pass as it is')
    .argument('<id>')
    .requiredOption('--reason <TEXT>')
    .option('--rule <ID...>', 'only these rules are set aside (default: all that are broken)')
    .option('--expires <DAY>', 'the last day on which it holds, yyyy-MM-dd')
    .action(decide(context, 'waived'));
  command('reject', 'keep an exception out for good')
    .argument('<id>', idHelp)
    .requiredOption('--reason <TEXT>')
    .action(decide(context, 'rejected'));
  command('escalate', 'leave an exception to somebody else, with a note')
    .argument('<id>')
    .requiredOption('--reason <TEXT>')
    .action(decide(context, 'escalated'));
  for (const way of ['undo', 'redo'] as const)
    addTurn(command(way, way === 'undo' ? 'undo the last decision' : 'redo the decision you undid last'), way, context);
}

type Decided = Options & {
  readonly set?: readonly string[];
  readonly line?: string;
  readonly reason?: string | null;
  readonly expires?: string;
  readonly rule?: string[];
  readonly remember?: boolean;
};

function decide({ terminal, action, answer }: CommandContext, kind: 'fixed' | 'waived' | 'rejected' | 'escalated') {
  return action(
    (id: string, { author, set = [], line, reason = null, expires, rule: rules, remember = false, ...options }: Decided) =>
      answer(
        options,
        async (ask) => {
          const { dataset, recordId } = await recordOf(ask, id, 'exception');
          const whole = line === undefined ? {} : await cellsOfLine(ask, dataset, recordId, line);
          const made = await ask.exceptions.decide({
            dataset,
            recordId,
            kind,
            cells: { ...whole, ...Object.fromEntries(set.map((text) => pairOf(text))) },
            reason,
            remember,
            ...(expires !== undefined && { expiresOn: expires }),
            ...(rules && { rules }),
            ...(author !== undefined && { author }),
          });
          return { made, dataset, recordId };
        },
        ({ made, dataset, recordId }) => terminal.result(`${dataset} record ${recordId} ${kind}${othersTold(made)}`),
      ),
  );
}

function addAccept(command: Program, { terminal, action, answer }: CommandContext): void {
  command
    .argument('<id>')
    .option('--suggestion <N>', 'which one', '1')
    .action(
      action((id: string, { author, suggestion, ...options }: Options & { readonly suggestion: string }) => {
        let cells: Readonly<Record<string, string>> = {};
        return answer(
          options,
          async (ask) => {
            const { dataset, recordId } = await recordOf(ask, id, 'exception');
            const chosen = (await ask.exceptions.suggest({ dataset, recordId }))[wholeNumber(suggestion, '--suggestion') - 1];
            if (!chosen) throw new Failure('NOT_FOUND', `there is no suggestion ${suggestion} for exception ${id}`);
            cells = chosen.cells;
            return ask.exceptions.decide({
              dataset,
              recordId,
              kind: 'fixed',
              cells: chosen.cells,
              source: 'suggestion',
              ...(author !== undefined && { author }),
            });
          },
          ({ records }) => {
            for (const { dataset, recordId } of records)
              terminal.result(`${dataset} record ${recordId} fixed: ${cellsTold(cells)}`);
          },
        );
      }),
    );
}

type Turned = Options & {
  readonly batch?: string;
  readonly from?: string;
  readonly record?: string;
  readonly column?: string;
  readonly preview?: boolean;
};

function addTurn(command: Program, way: 'undo' | 'redo', { terminal, action, answer }: CommandContext): void {
  const work = async (ask: Ask, { author, batch, from, record, column, preview }: Turned) => {
    const found = record === undefined ? undefined : await recordOf(ask, record, '--record');
    const input = {
      ...(author !== undefined && { author }),
      ...(batch !== undefined && { batchNo: wholeNumber(batch, '--batch') }),
      ...(from !== undefined && { fromBatch: wholeNumber(from, '--from') }),
      ...(found && { record: { dataset: found.dataset, recordId: found.recordId } }),
      ...(column !== undefined && { column }),
      ...(preview && { preview }),
    };
    return followEvents((signal) => ask.exceptions[`${way}Follow`](input, { signal }), terminal);
  };
  command
    .option('--batch <N>', 'this batch instead of the last')
    .option('--from <N>', 'every batch from this one on')
    .option('--record <id>', 'only what concerns this exception')
    .option('--column <C>', 'of that exception only this cell')
    .option('--preview', 'show what would change, and change nothing')
    .action(
      action((options: Turned) =>
        answer(
          options,
          (ask) => work(ask, options),
          ({ records, total, later }) => {
            const word = `${options.preview ? 'would be ' : ''}${way === 'undo' ? 'undone' : 'redone'}`;
            for (const { dataset, recordId } of records.slice(0, shownRecords))
              terminal.result(`${dataset} record ${recordId}: ${word}`);
            if (total > shownRecords) terminal.result(`and ${(total - shownRecords).toLocaleString('en')} more`);
            terminal.result(`${counted(total, 'record')} ${word}`);
            if (later > 0)
              terminal.say(`${counted(later, 'later decision')} about the same records stay${later === 1 ? 's' : ''}`);
          },
        ),
      ),
    );
}

/** The cells of a corrected line. Throws a Failure (BAD_INPUT) that says why it is not a record. */
async function cellsOfLine(ask: Ask, dataset: string, recordId: number, text: string): Promise<Record<string, string>> {
  const { cells, problem } = await ask.exceptions.split({ dataset, recordId, text });
  if (problem !== null) throw new Failure('BAD_INPUT', problem);
  return cells;
}

/**
 * The record of an exception by its id, or of a dataset by its number, as in `orders/19`. Throws a Failure (NOT_FOUND, BAD_INPUT) where there is
 * none.
 */
export async function recordOf(
  ask: Ask,
  text: string,
  option: string,
): Promise<{ readonly dataset: string; readonly recordId: number }> {
  const [, dataset, number] = /^(.+)\/(\d{1,15})$/.exec(text) ?? [];
  if (dataset !== undefined) return { dataset, recordId: Number(number) };
  return ask.exceptions.get({ id: wholeNumber(text, option) });
}

/** A whole number as it is written on the command line. Throws a Failure (BAD_INPUT) that names the option. */
export function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Failure('BAD_INPUT', `${option} ${text}: write a whole number`);
  return Number(text);
}

/** New texts of cells in a line. */
export function cellsTold(cells: Readonly<Record<string, string>>): string {
  return Object.entries(cells)
    .map(([column, text]) => `${column} → ${JSON.stringify(text)}`)
    .join(', ');
}
