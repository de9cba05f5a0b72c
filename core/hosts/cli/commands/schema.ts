import { definitionSchema } from '#core/engine/reference.ts';
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
          terminal.json(definitionSchema());
          return exitCodes.done;
        }),
      );
  },
};
