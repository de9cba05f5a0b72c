import { resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { generators } from '#core/generate/generators.ts';
import { writeGenerated } from '#core/io/write-generated.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

interface Options {
  readonly out: string;
  readonly variant?: string;
  readonly rows?: string;
  readonly seed: string;
  readonly json?: boolean;
}

/** Makes test data with planted defects. */
export const generate: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('generate')
      .description('make test data: a CSV, the list of planted defects, and a manifest')
      .argument('<pipeline>', generators.map(({ pipeline }) => pipeline).join(' or '))
      .requiredOption('--out <DIR>', 'folder to write to')
      .option('--variant <name>', 'kind of data; an unknown one lists them')
      .option('--rows <N>', 'records')
      .option('--seed <N>', 'the same seed gives the same data', '42')
      .option('--json', 'print one JSON document')
      .action(
        action(async (name: string, options: Options) => {
          const generator = generators.find(({ pipeline }) => pipeline === name);
          if (!generator)
            throw new Failure(
              'BAD_INPUT',
              `there is no generator "${name}"; there are ${generators.map(({ pipeline }) => pipeline).join(', ')}`,
            );
          const variant = options.variant ?? Object.keys(generator.variants)[0] ?? '';
          if (!Object.hasOwn(generator.variants, variant)) {
            const known = Object.entries(generator.variants).map(([known, sentence]) => `  ${known}: ${sentence}`);
            throw new Failure('BAD_INPUT', `there is no variant "${variant}"; there are\n${known.join('\n')}`);
          }
          const rows = whole('--rows', options.rows ?? String(generator.defaultRows));
          const seed = whole('--seed', options.seed);
          const written = writeGenerated(generator, { rows, seed, variant }, resolve(options.out));
          if (options.json) terminal.json(written);
          else terminal.result([written.data, written.planted, written.manifest].join('\n'));
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
