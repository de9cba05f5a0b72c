import { z } from 'zod';
import { catalog } from '#core/quality/catalog.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

/** The reference of rules and steps. */
export const rules: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('rules')
      .description('every kind of rule and cleaning step that a pipeline may use')
      .option('--json', 'print one JSON document')
      .action(
        action(async ({ json }: { readonly json?: boolean }) => {
          const shown = (kinds: typeof catalog.rules) =>
            kinds.map(({ name, summary, options }) => ({ name, summary, options: z.toJSONSchema(options, { io: 'input' }) }));
          if (json) terminal.json({ rules: shown(catalog.rules), steps: shown(catalog.steps) });
          else {
            terminal.result('Rules');
            for (const { name, summary } of catalog.rules) terminal.result(`  ${name.padEnd(20)} ${summary}`);
            terminal.result('Steps');
            for (const { name, summary } of catalog.steps) terminal.result(`  ${name.padEnd(20)} ${summary}`);
          }
          return exitCodes.done;
        }),
      );
  },
};
