import type { TestResults } from '#core/contract/tests.ts';
import { ask, engine, queryClient } from '../../client.ts';
import { draftOf, useDraft } from '../../draft.ts';
import type { TableRow } from '../../grid/table-grid.tsx';

/** Records that a test may give; more belong into a file. */
const mostRecords = 50;

/** Columns of every model that say nothing of its rows. */
const ownColumns: readonly string[] = ['id', 'run_id', 'created_timestamp'];

/**
 * Adds a test to a model: the records behind one of its rows, as their file holds them, must give the row again. It becomes a part of the
 * changed definition. Throws an Error where the row cannot be traced to few records.
 */
export async function makeTest(model: string, row: TableRow): Promise<void> {
  const id = Number(row['id']);
  const { dataset, ids, reason } = await engine.data.behind({ name: model, id });
  if (dataset === null) throw new Error(`A test needs the records behind the row, which cannot be traced: ${reason}.`);
  if (ids.length === 0 || ids.length > mostRecords)
    throw new Error(`This row comes from ${ids.length} records; a test can hold 1 to ${mostRecords}.`);
  const [run, pipeline] = await Promise.all([
    queryClient.ensureQueryData(ask.runs.shown.queryOptions()),
    queryClient.ensureQueryData(ask.pipeline.get.queryOptions()),
  ]);
  if (!run) throw new Error('No run has finished yet.');
  const declared = pipeline.datasets.find(({ name }) => name === dataset)?.columns ?? [];
  const page = await engine.records.page({ dataset, what: 'raw', ids, limit: mostRecords });
  const records = page.rows.map((cells) =>
    Object.fromEntries(
      page.columns.map((name, at) => [name, cells[at] ?? ''] as const).filter(([name]) => declared.includes(name)),
    ),
  );
  const expected = Object.fromEntries(Object.entries(row).filter(([name]) => !ownColumns.includes(name)));
  const name = `row ${id} of ${run.startedAt.slice(0, 19).replace('T', ' ')}`;
  const test = { name, given: { [dataset]: records }, expect: [expected] };
  const yaml = draftOf(useDraft.getState(), run.runId)?.yaml ?? pipeline.yaml;
  const next = await engine.pipeline.change({ yaml, changes: [], tests: [{ model, test: JSON.parse(JSON.stringify(test)) }] });
  const failed = (await tested(next.yaml)).find(
    (one) => one.subject === model && one.name === name && one.differences.length > 0,
  );
  if (failed) throw new Error(`These records alone do not give the row, so it makes no test: ${failed.differences.join('; ')}.`);
  useDraft.setState({ runId: run.runId, draft: next });
}

/** What the tests of a definition come to. */
async function tested(yaml: string): Promise<TestResults['tests']> {
  for await (const event of await engine.pipeline.test({ yaml })) if (event.kind === 'done') return event.outcome.tests;
  throw new Error('The tests were interrupted. Try again.');
}
