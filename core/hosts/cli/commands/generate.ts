import { resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/contract/failure.ts';
import { generateData, generatedPipelines, generateSets } from '#core/engine/generate-data.ts';
import type { Command } from '../command.ts';
import { jsonOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';

interface Options {
  readonly out: string;
  readonly variant?: string;
  readonly rows?: string;
  readonly set?: string;
  readonly seed: string;
  readonly runDate?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Makes test data with planted defects. */
export const generate: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('generate')
      .description('make test data: a file for each dataset, its list of planted defects, and a manifest')
      .argument('<pipeline>', generatedPipelines.join(' or '))
      .requiredOption('--out <DIR>', 'folder to write to')
      .option('--variant <name>', 'kind of data; an unknown one lists them')
      .option('--rows <N>', 'records in the main dataset; the others scale with it')
      .option('--set <name>', 'a named set in a folder of its own, or `all` of them (default: one file in the folder itself)')
      .option('--seed <N>', 'the same seed gives the same data', '42')
      .option('--run-date <DATE>', 'the last day of dated data (default: today)')
      .option('--force', 'overwrite files that Winnow did not write')
      .option(...jsonOption)
      .action(
        action(async (pipeline: string, options: Options) => {
          const rows = options.rows === undefined ? undefined : whole('--rows', options.rows);
          const request = {
            pipeline,
            seed: whole('--seed', options.seed),
            folder: resolve(options.out),
            runDate: options.runDate === undefined ? undefined : dateGiven(options.runDate),
            overwrite: options.force ?? false,
          };
          if (options.set !== undefined && (rows !== undefined || options.variant !== undefined))
            throw new Failure('BAD_INPUT', 'a set has its own size and variant: leave --rows and --variant out');
          const written =
            options.set === undefined
              ? [generateData({ ...request, variant: options.variant, rows })]
              : generateSets(request, options.set);
          if (options.json) terminal.json(options.set === undefined ? written[0] : written);
          else
            for (const { datasets, manifest } of written)
              terminal.result([...Object.values(datasets).flatMap(({ data, planted }) => [data, planted]), manifest].join('\n'));
          return exitCodes.done;
        }),
      );
  },
};

function whole(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Failure('BAD_INPUT', `${option} ${text}: give a whole number`);
  return value;
}

function dateGiven(text: string): string {
  if (!z.iso.date().safeParse(text).success) throw new Failure('BAD_INPUT', `--run-date ${text}: give a date such as 2025-06-30`);
  return text;
}
