import { infer as inferPipeline } from '#core/engine/infer.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

/** Prints a pipeline for a file. */
export const infer: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('infer')
      .description('print a pipeline.yaml proposed for a file, with the evidence')
      .argument('<file>')
      .option('--json', 'print one JSON document')
      .action(
        action(async (file: string, options: { readonly json?: boolean }) => {
          const yaml = await inferPipeline(file);
          if (options.json) terminal.json({ yaml });
          else terminal.result(yaml.trimEnd());
          return exitCodes.done;
        }),
      );
  },
};
