import { resolve } from 'node:path';
import { Option, type Command as Program } from 'commander';
import type { AnomalyQuery } from '#core/contract/anomalies.ts';
import { counted } from '#core/contract/counted.ts';
import { type AnomalyLabel, anomalyLabels, detectorNames, sensitivities } from '#core/contract/detectors.ts';
import { type ExportFormat, exportFormats } from '#core/contract/export-format.ts';
import { Failure } from '#core/contract/failure.ts';
import { wholeNumber } from '../add-decision-commands.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';
import { jsonOption, workspaceOption } from '../common-options.ts';
import { onlyDataset } from '../only-dataset.ts';
import { plainLine } from '../plain-line.ts';

interface ListOptions extends AnswerOptions {
  readonly dataset?: string;
  readonly column?: readonly string[];
  readonly by?: readonly string[];
  readonly method?: AnomalyQuery['method'];
  readonly sensitivity?: AnomalyQuery['sensitivity'];
  readonly limit: string;
  readonly out?: string;
  readonly format: ExportFormat;
  readonly force?: boolean;
  readonly spreadsheetSafe?: boolean;
}

interface LabelOptions extends AnswerOptions {
  readonly dataset?: string;
  readonly column?: string;
  readonly author?: string;
}

/** The records that are unusual among their peers. */
export const anomalies: Command = {
  add: (program, context) => {
    const group = program.command('anomalies').description('the records that are unusual among their peers');
    addList(group.command('list'), context);
    addLabel(group.command('label'), context);
  },
};

function addList(command: Program, { terminal, action, answer }: CommandContext): void {
  command
    .description('unusual values, combinations and patterns, the most unusual first; defaults come from the pipeline')
    .option('--dataset <D>')
    .option('--column <C...>', 'columns of numbers')
    .option('--by <C...>', 'compare with records that have the same values in these columns')
    .addOption(new Option('--method <method>', 'how to look').choices(detectorNames))
    .addOption(new Option('--sensitivity <sensitivity>', 'how readily something is unusual').choices(sensitivities))
    .option('--limit <N>', 'how many', '20')
    .option('--out <FILE>', 'write all of them to a file')
    .addOption(new Option('--format <format>', 'of the file').choices(exportFormats).default('csv'))
    .option('--spreadsheet-safe', 'write texts that a spreadsheet would take for formulas as plain text')
    .option('--force', 'overwrite the file')
    .option(...workspaceOption)
    .option(...jsonOption)
    .action(
      action(({ dataset, column, by, method, sensitivity, limit, out, ...options }: ListOptions) =>
        answer(
          options,
          async (ask) => {
            const wanted = {
              dataset: dataset ?? (await onlyDataset(ask)),
              ...(column && { columns: [...column] }),
              ...{ method, sensitivity },
              ...(by && { by: [...by] }),
            };
            const found = await ask.anomalies.find({ ...wanted, limit: wholeNumber(limit, '--limit') });
            if (out === undefined) return { ...found, written: undefined };
            const { format, spreadsheetSafe = false, force: overwrite = false } = options;
            const written = await ask.anomalies.export({ ...wanted, path: resolve(out), format, spreadsheetSafe, overwrite });
            return { ...found, written };
          },
          ({ anomalies: told, found, judged, notJudged, labelled, written }) => {
            for (const { record, kind, score, limit: from, sentence, label } of told)
              terminal.result(
                `${record}\t${kind}\t${score.toFixed(2)} of ${from.toFixed(2)}\t${plainLine(sentence)}${label === null ? '' : `\t${label}`}`,
              );
            terminal.say(
              `${told.length.toLocaleString('en')} of ${counted(found, 'anomaly', 'anomalies')}, ${labelled.toLocaleString('en')} labelled; ${counted(judged, 'value')} judged, ${notJudged.toLocaleString('en')} skipped: too few peers, almost no variation, or no logarithm`,
            );
            if (written) terminal.say(`wrote ${written.path}, ${counted(written.rows, 'row')}`);
          },
        ),
      ),
    );
}

function addLabel(command: Program, { terminal, action, answer }: CommandContext): void {
  command
    .description(`label an anomaly: ${anomalyLabels.join(', ')}, or none to remove the label`)
    .argument('<record>', 'the record, by its number')
    .argument('<label>', 'what it is')
    .option('--dataset <D>')
    .option('--column <C>', 'its value in this column (default: the record as a whole)')
    .option('--author <name>', 'who says so')
    .option(...workspaceOption)
    .option(...jsonOption)
    .action(
      action((record: string, named: string, { dataset, column = '', author, ...options }: LabelOptions) =>
        answer(
          options,
          async (ask) =>
            ask.anomalies.label({
              dataset: dataset ?? (await onlyDataset(ask)),
              ...{ record: wholeNumber(record, 'record'), column, label: labelOf(named) },
              ...(author !== undefined && { author }),
            }),
          ({ label }) => terminal.say(label === null ? 'label removed' : `labelled ${label}`),
        ),
      ),
    );
}

/** Throws a Failure (BAD_INPUT) for what is no label. */
function labelOf(named: string): AnomalyLabel | null {
  if (named === 'none') return null;
  const label = anomalyLabels.find((one) => one === named.replaceAll('-', ' '));
  if (label === undefined)
    throw new Failure('BAD_INPUT', `"${named}" is no label; there are ${anomalyLabels.join(', ')} and none`);
  return label;
}
