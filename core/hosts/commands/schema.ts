import { pipelineJsonSchema } from '#core/definition/json-schema.ts';
import { catalog } from '#core/quality/catalog.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

/** The JSON Schema of pipeline.yaml, for editors. */
export const schema: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('schema')
      .description('print the JSON Schema of pipeline.yaml, for editors')
      .action(
        action(async () => {
          terminal.json(pipelineJsonSchema(catalog));
          return exitCodes.done;
        }),
      );
  },
};
