import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command as Program } from 'commander';
import { counted } from '#core/contract/counted.ts';
import { type DecisionLine, mergeLines, readLines, writeLines } from '#core/contract/decision-lines.ts';
import type { AnswerOptions } from '../answer.ts';
import type { Command, CommandContext } from '../command.ts';
import { withWorkspace } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';

/** Decisions as text, which can be kept in git and merged. */
export const decisions: Command = {
  add: (program, context) => {
    const group = program.command('decisions').description('decisions as lines of text that git can compare and merge');
    addExport(group.command('export').description('print the decisions that hold, and the mappings that were learned'), context);
    addTake(
      group.command('import').description('take over decisions from such a file; contradictions are left, with the reason'),
      context,
    );
    addMerge(group.command('merge').description('merge two such files; the order does not matter'), context);
  },
};

function addExport(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(command).action(
    action((options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.exceptions.lines({}),
        ({ text, lines }) => {
          if (text !== '') terminal.result(text.trimEnd());
          terminal.say(counted(lines, 'line'));
        },
      ),
    ),
  );
}

function addTake(command: Program, { terminal, action, answer }: CommandContext): void {
  withWorkspace(command.argument('<file>')).action(
    action((file: string, options: AnswerOptions) =>
      answer(
        options,
        (ask) => ask.exceptions.take({ text: readFileSync(resolve(file), 'utf8') }),
        ({ applied, unchanged, left }) => {
          for (const { line, why } of left) terminal.result(`${subjectText(line)}: left, ${why}`);
          terminal.say(`${applied} taken over, ${unchanged} as they are, ${counted(left.length, 'line')} left to you`);
        },
      ),
    ),
  );
}

function addMerge(command: Program, { terminal, action }: CommandContext): void {
  command
    .argument('<ours>')
    .argument('<theirs>')
    .requiredOption('--out <FILE>', 'where the merged decisions go')
    .option('--conflicts <FILE>', 'where decisions that contradict each other go')
    .action(
      action(
        async (ours: string, theirs: string, { out, conflicts: rest }: { readonly out: string; readonly conflicts?: string }) => {
          const lines = [ours, theirs].map((file) => readLines(readFileSync(resolve(file), 'utf8')));
          const { merged, conflicts } = mergeLines(lines[0] ?? [], lines[1] ?? []);
          writeFileSync(resolve(out), writeLines(merged));
          const contradicting = conflicts.flatMap(({ ours: one, theirs: two }) => [...one, ...two]);
          if (rest !== undefined) writeFileSync(resolve(rest), writeLines(contradicting));
          for (const line of contradicting) terminal.result(`${subjectText(line)}: ${line.kind} by ${line.author}`);
          terminal.say(`${counted(merged.length, 'line')} merged, ${counted(conflicts.length, 'contradiction')}`);
          return conflicts.length === 0 ? exitCodes.done : exitCodes.gateFailed;
        },
      ),
    );
}

/** What a line is about, for people. */
function subjectText({ dataset, key, kind, column, from }: DecisionLine): string {
  if (kind === 'mapping') return `${dataset}.${column} ${JSON.stringify(from)}`;
  const named = Object.entries(key).map(([name, value]) => `${name} ${value}`);
  return `${dataset} ${named.join(', ') || 'a record without a key'}${column === null ? '' : `, ${column}`}`;
}
