import { isAbsolute, relative } from 'node:path';
import { Option } from 'commander';
import { Failure } from '#core/contract/failure.ts';
import { type Encoding, encodingNames } from '#core/contract/source.ts';
import { infer as inferPipeline, type WishedFile } from '#core/engine/infer.ts';
import type { Command } from '../command.ts';
import { jsonOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { pathOrInput } from '../standard-input.ts';

interface Options {
  readonly encoding?: Encoding;
  readonly delimiter?: string;
  readonly sheet?: string;
  readonly nullWord?: readonly string[];
  readonly json?: boolean;
}

const collect = (word: string, words: readonly string[] = []): readonly string[] => [...words, word];

const encodings = Object.keys(encodingNames);

/** Prints a pipeline for a file. */
export const infer: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('infer')
      .description('print a pipeline.yaml proposed for a file, or for several that refer to each other, with the evidence')
      .argument('<files...>', 'paths, or - for standard input')
      .addOption(new Option('--encoding <encoding>', 'encoding of the file, if it is detected wrongly').choices(encodings))
      .option('--delimiter <C>', 'cell delimiter, one character; `tab` for a tab')
      .option('--sheet <name>', 'of a workbook or an SQLite database: the sheet or table to read (default: the first)')
      .option('--null-word <WORD>', 'a word that means no value, besides NULL, N/A, None and NaN; may be given again', collect)
      .option(...jsonOption)
      .action(
        action(async (files: readonly string[], { encoding, delimiter, sheet, nullWord: nullWords = [], json }: Options) => {
          if (delimiter !== undefined && delimiter !== 'tab' && delimiter.length !== 1)
            throw new Failure('BAD_INPUT', `--delimiter takes one character, or \`tab\`; "${delimiter}" is neither`);
          const wishes = {
            types: {},
            nullWords: [...nullWords],
            ...(encoding && { encoding }),
            ...(sheet !== undefined && { sheet }),
            ...(delimiter !== undefined && { delimiter: delimiter === 'tab' ? '\t' : delimiter }),
          };
          const wished: WishedFile[] = [];
          for (const file of files)
            wished.push({ path: await pathOrInput(file), wishes, named: file === '-' ? file : nameFrom(file) });
          const yaml = await inferPipeline(wished);
          if (json) terminal.json({ yaml });
          else terminal.result(yaml.trimEnd());
          return exitCodes.done;
        }),
      );
  },
};

/** A file as a pipeline.yaml in this folder would name it: files below it without their folder, so that both can be moved together. */
function nameFrom(file: string): string | undefined {
  const name = relative('.', file);
  return name.startsWith('..') || isAbsolute(name) || file.includes('://') ? undefined : name.replaceAll('\\', '/');
}
