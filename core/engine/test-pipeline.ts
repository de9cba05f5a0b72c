import { Failure } from '#core/contract/failure.ts';
import type { TestResults } from '#core/contract/tests.ts';
import type { ModelTest, TestRow } from '#core/definition/examples.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { compareRows } from '#core/models/compare-rows.ts';
import { reasonsOf, rowsOfModel } from '#core/models/test-outcomes.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import type { Following } from './followed.ts';
import type { LoadedPipeline } from './load-pipeline.ts';
import { runOverRecords } from './run-over-records.ts';

type Result = TestResults['tests'][number];

/**
 * Runs the tests of a pipeline: examples of rules, and models over records that are given. Each is a run of the pipeline over files that hold
 * these records, in a workspace that goes away, so that a test means what a run means. Throws a Failure (BAD_DEFINITION) for a test that
 * cannot be run.
 */
export async function testPipeline(loaded: LoadedPipeline, { onProgress, signal }: Following): Promise<TestResults> {
  const { datasets, models } = loaded.pipeline;
  const works = [
    ...Object.entries(datasets).flatMap(([dataset, { rules }]) =>
      rules
        .filter(({ examples }) => examples)
        .map((rule) => attempt(`${dataset}.${rule.id}`, 'examples', () => testExamples(loaded, dataset, rule, signal))),
    ),
    ...models.flatMap(({ name, tests }) =>
      tests.map((test) => attempt(name, test.name, () => testModel(loaded, name, test, signal))),
    ),
  ];
  const tests: Result[] = [];
  for (const [done, work] of works.entries()) {
    onProgress(done, works.length);
    tests.push(await work());
  }
  const failed = tests.filter(({ differences }) => differences.length > 0).length;
  return { passed: tests.length - failed, failed, tests };
}

/** A test that tells why it could not be run, so that the others are. */
function attempt(subject: string, name: string, work: () => Promise<readonly string[]>): () => Promise<Result> {
  return async () => {
    try {
      return { subject, name, differences: [...(await work())] };
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error;
      return { subject, name, differences: [error.message] };
    }
  };
}

async function testExamples(
  loaded: LoadedPipeline,
  dataset: string,
  rule: RuleDefinition,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (kindOfRule(rule)?.scope !== 'record')
    return ['it compares records with each other, so single-record examples cannot test it'];
  const { good = [], bad = [] } = rule.examples ?? {};
  const records = [...good, ...bad].map((example) => recordOf(example, rule, dataset));
  const given = { [dataset]: records };
  const reasons = await runOverRecords(withRuleOn(loaded, dataset, rule), { given, skipStages: ['model'], signal }, (database) =>
    reasonsOf(database, dataset, rule.id),
  );
  return records.flatMap((record, index) => {
    const reason = reasons.get(index + 1);
    if (index < good.length) return reason === undefined ? [] : [`${told(record)} should pass, but ${reason}`];
    return reason === undefined ? [`${told(record)} should fail, but passes`] : [];
  });
}

/** The pipeline with a rule switched on: its examples hold whether it is used or not. */
function withRuleOn(loaded: LoadedPipeline, dataset: string, rule: RuleDefinition): LoadedPipeline {
  const { pipeline } = loaded;
  const own = pipeline.datasets[dataset];
  if (!own || rule.enabled) return loaded;
  const rules = own.rules.map((one) => (one === rule ? { ...rule, enabled: true } : one));
  return { ...loaded, pipeline: { ...pipeline, datasets: { ...pipeline.datasets, [dataset]: { ...own, rules } } } };
}

/** The record that an example stands for. Throws a Failure (BAD_DEFINITION) where a single cell may belong to several columns. */
function recordOf(example: TestRow | TestRow[string], rule: RuleDefinition, dataset: string): TestRow {
  if (typeof example === 'object' && example !== null) return example;
  const column = rule['column'];
  if (typeof column === 'string') return { [column]: example };
  throw new Failure(
    'BAD_DEFINITION',
    `the rule ${rule.id} of ${dataset} looks at several columns: write its examples as { column: value }`,
  );
}

async function testModel(
  loaded: LoadedPipeline,
  model: string,
  test: ModelTest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { given, expect, run_date: runDate } = test;
  const rows = await runOverRecords(loaded, { given, runDate, signal }, (database) => rowsOfModel(database, model));
  return compareRows(expect, rows);
}

function told(record: TestRow): string {
  return Object.entries(record)
    .map(([column, cell]) => `${column} ${JSON.stringify(cell)}`)
    .join(', ');
}
