import { kindsReference } from '#core/engine/reference.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-code.ts';

/** The reference of rules and steps. */
export const rules: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('rules')
      .description('every kind of rule and cleaning step that a pipeline may use, and the functions of expressions')
      .option('--json', 'print one JSON document')
      .action(
        action(async ({ json }: { readonly json?: boolean }) => {
          const kinds = kindsReference();
          const list = (entries: readonly { readonly name: string; readonly summary: string }[]): void => {
            for (const { name, summary } of entries) terminal.result(`  ${name.padEnd(20)} ${summary}`);
          };
          if (json) terminal.json(kinds);
          else {
            terminal.result('Rules');
            list(kinds.rules);
            terminal.result('Steps');
            list(kinds.steps);
            terminal.result('Functions');
            list(kinds.functions);
          }
          return exitCodes.done;
        }),
      );
  },
};
