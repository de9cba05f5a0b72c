import { counted } from '#core/contract/counted.ts';
import type { TestResults } from '#core/contract/tests.ts';
import { followed } from '#core/engine/followed.ts';
import { loadPipeline } from '#core/engine/load-pipeline.ts';
import { testPipeline } from '#core/engine/test-pipeline.ts';
import type { Command } from '../command.ts';
import { jsonOption } from '../common-options.ts';
import { exitCodes } from '../exit-code.ts';
import { followEvents } from '../follow-events.ts';
import type { Terminal } from '../terminal.ts';

/** Runs the tests that a pipeline states. */
export const test: Command = {
  add: (program, { terminal, action }) => {
    program
      .command('test')
      .description(
        'run the tests of a pipeline: the examples of its rules, and the rows its models should produce from given records',
      )
      .argument('<pipeline>', 'name or path')
      .option(...jsonOption)
      .action(
        action(async (name: string, { json }: { readonly json?: boolean }) => {
          const loaded = loadPipeline(name);
          const results = await followEvents(
            async (signal) => followed((following) => testPipeline(loaded, following), signal),
            terminal,
            (done) => counted(done, 'test'),
          );
          if (json) terminal.json(results);
          else tellResults(results, terminal);
          return results.failed === 0 ? exitCodes.done : exitCodes.gateFailed;
        }),
      );
  },
};

function tellResults({ passed, failed, tests }: TestResults, { result, paint }: Terminal): void {
  for (const { subject, name, differences } of tests) {
    result(`${differences.length === 0 ? paint('green', '✓') : paint('red', '✗')} ${subject}: ${name}`);
    for (const difference of differences) result(`    ${difference}`);
  }
  if (tests.length === 0) result('this pipeline has no tests; add `examples:` to a rule or `tests:` to a model');
  else result(`${counted(passed, 'test')} passed, ${failed} failed`);
}
