import { Failure } from '#core/contract/failure.ts';
import { readSentence } from '#core/engine/read-sentence.ts';
import { kindsReference } from '#core/engine/reference.ts';
import type { Command } from '../command.ts';
import { jsonOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

/** The reference of rules and steps. */
export const rules: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('rules')
      .description('every kind of rule and cleaning step that a pipeline may use, and the functions of expressions')
      .option('--sentence <TEXT>', 'print the rule that an English sentence states, as it stands in a pipeline.yaml')
      .option(...jsonOption)
      .action(
        action(async ({ json, sentence }: { readonly json?: boolean; readonly sentence?: string }) => {
          if (sentence !== undefined) return tellRule(sentence, json ?? false, terminal);
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

function tellRule(sentence: string, asJson: boolean, terminal: Terminal): number {
  const { rule, yaml, problem } = readSentence(sentence);
  if (rule === null) throw new Failure('BAD_INPUT', problem ?? 'this is no rule');
  if (asJson) terminal.json(rule);
  else terminal.result(`- ${yaml}`);
  return exitCodes.done;
}
