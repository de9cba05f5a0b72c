import { Failure } from '#core/contract/failure.ts';
import { definitionSchema, diagramOf } from '#core/engine/reference.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

/** The JSON Schema of pipeline.yaml for editors, or a diagram of one pipeline. */
export const schema: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('schema')
      .description('print the JSON Schema of pipeline.yaml, for editors, or how the datasets of a pipeline refer to each other')
      .argument('[pipeline]', 'a shipped pipeline, or a pipeline.yaml')
      .option('--diagram', 'print an entity relationship diagram of the pipeline in Mermaid notation')
      .action(
        action(async (pipeline: string | undefined, { diagram }: { readonly diagram?: boolean }) => {
          if ((pipeline !== undefined) !== (diagram ?? false))
            throw new Failure('BAD_INPUT', 'name a pipeline together with --diagram: winnow schema storefront --diagram');
          if (pipeline === undefined) terminal.json(definitionSchema());
          else terminal.result(diagramOf(pipeline));
          return exitCodes.done;
        }),
      );
  },
};
