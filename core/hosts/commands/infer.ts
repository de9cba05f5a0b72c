import { Option } from 'commander';
import { type Encoding, encodingNames } from '#core/contract/source.ts';
import { infer as inferPipeline } from '#core/engine/infer.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

interface Options {
  readonly encoding?: Encoding;
  readonly delimiter?: string;
  readonly nullWord?: string[];
  readonly json?: boolean;
}

const encodings = Object.keys(encodingNames);

/** Prints a pipeline for a file. */
export const infer: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('infer')
      .description('print a pipeline.yaml proposed for a file, with the evidence')
      .argument('<file>')
      .addOption(new Option('--encoding <encoding>', 'of the file, where it is not found out rightly').choices(encodings))
      .option('--delimiter <C>', 'what divides the cells; `tab` for a tab')
      .option('--null-word <WORD...>', 'a word that means no value, besides NULL, N/A, None and NaN')
      .option('--json', 'print one JSON document')
      .action(
        action(async (file: string, { encoding, delimiter, nullWord: nullWords = [], json }: Options) => {
          const wishes = {
            types: {},
            nullWords,
            ...(encoding && { encoding }),
            ...(delimiter !== undefined && { delimiter: delimiter === 'tab' ? '\t' : delimiter }),
          };
          const yaml = await inferPipeline(file, wishes);
          if (json) terminal.json({ yaml });
          else terminal.result(yaml.trimEnd());
          return exitCodes.done;
        }),
      );
  },
};
