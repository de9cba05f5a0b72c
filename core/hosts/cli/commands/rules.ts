import { kindsReference } from '#core/engine/reference.ts';
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
          const kinds = kindsReference();
          if (json) terminal.json(kinds);
          else {
            terminal.result('Rules');
            for (const { name, summary } of kinds.rules) terminal.result(`  ${name.padEnd(20)} ${summary}`);
            terminal.result('Steps');
            for (const { name, summary } of kinds.steps) terminal.result(`  ${name.padEnd(20)} ${summary}`);
          }
          return exitCodes.done;
        }),
      );
  },
};
