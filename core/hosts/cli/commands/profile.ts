import { Option } from 'commander';
import { type Encoding, encodingNames } from '#core/contract/source.ts';
import { followed } from '#core/engine/followed.ts';
import { profileOnThread } from '#core/engine/profile-on-thread.ts';
import { profileReport, writeReport } from '#core/engine/write-report.ts';
import type { Command } from '../command.ts';
import { jsonOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { followEvents } from '../follow-events.ts';
import { profileText } from '../profile-text.ts';
import { pathOrInput } from '../standard-input.ts';

interface Options {
  readonly pipeline?: string;
  readonly dataset?: string;
  readonly encoding?: Encoding;
  readonly sheet?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly showPersonal?: boolean;
  readonly json?: boolean;
}

const encodings = Object.keys(encodingNames);

/** Says what a file holds, column by column. */
export const profile: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('profile')
      .description(
        'say what each column of a file holds: counts, ends, quantiles, frequent values, patterns, and what stands out',
      )
      .argument('<file>', 'a path, or - for standard input')
      .option('--pipeline <P>', 'read it as this pipeline does (default: types are inferred from the file)')
      .option('--dataset <D>', 'the dataset of the pipeline that the file belongs to')
      .addOption(new Option('--encoding <encoding>', 'encoding of the file, if it is detected wrongly').choices(encodings))
      .option('--sheet <name>', 'of a workbook or an SQLite database: the sheet or table to read (default: the first)')
      .option('--out <FILE>', 'write a report as one HTML file that needs no other')
      .option('--force', 'overwrite the report')
      .option('--show-personal', 'show values of columns that seem to hold personal data, which the report masks otherwise')
      .option(...jsonOption)
      .action(
        action(async (named: string, options: Options) => {
          const path = await pathOrInput(named);
          const { pipeline, dataset, encoding, sheet } = options;
          const wishes = { types: {}, nullWords: [], ...(encoding && { encoding }), ...(sheet !== undefined && { sheet }) };
          const found = await followEvents(
            async (signal) => followed((asking) => profileOnThread({ path, wishes, pipeline, dataset }, asking), signal),
            terminal,
            (bytes) => `${(bytes / 1e6).toFixed(0)} MB read`,
          );
          if (options.out !== undefined) {
            const report = writeReport(profileReport([found], path, options.showPersonal ?? false), {
              sources: [path],
              path: options.out,
              overwrite: options.force ?? false,
            });
            terminal.say(`wrote ${report.path}`);
          }
          if (options.json) terminal.json(found);
          else terminal.result(profileText(found));
          return exitCodes.done;
        }),
      );
  },
};
