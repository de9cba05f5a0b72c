import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { datasetViews } from '#core/records/dataset-views.ts';
import { modelTableName, recordsTableName } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import { discardDecisions } from '#core/store/decisions.ts';
import { discardRecords } from '#core/store/discard.ts';
import { runFailuresOf } from '#core/store/run-failures.ts';
import { keptRuns, updateRun } from '#core/store/runs.ts';
import { publishViews } from '#core/store/views.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { run as execute, rowsOf } from '#core/workspace/open.ts';
import { isKeptBack } from '../is-kept-back.ts';
import type { RunContext } from '../run-context.ts';

/** Makes this run the one that everybody sees, lets go of runs that are no longer kept, and closes it: all in one transaction. */
export async function publish(context: RunContext): Promise<void> {
  const {
    workspace: { database },
    run,
    pipeline,
    options,
  } = context;
  context.report({ stage: 'publish', dataset: null, rows: 0, bytes: 0, totalBytes: 0 });
  if (isKeptBack(database, pipeline, options)) return closeUnpublished(context);
  database
    .transaction(() => {
      assertTables(context);
      execute(database, sql`update runs set is_published = (run_no = ${run.no})`);
      publishViews(
        database,
        run,
        datasetViews(database, { ...run, pipeline }),
        pipeline.models.map(({ name }) => name),
      );
      for (const old of keptRuns(database, run.no).slice(options.keepRuns)) discardRecords(database, old);
      const failed = runFailuresOf(database, run.no).length;
      close(context, `the run of ${pipeline.name} succeeded${failed > 0 ? `, but ${counted(failed, 'part')} of it failed` : ''}`);
    })
    .immediate();
}

/** Closes a partial run of which only the counts stay. */
function closeUnpublished(context: RunContext): void {
  const { database } = context.workspace;
  const told = `the partial run of ${context.pipeline.name} succeeded; the complete run before it stays current`;
  database
    .transaction(() => {
      discardRecords(database, context.run.no);
      discardDecisions(database, context.run.no);
      close(context, told);
    })
    .immediate();
  context.log('publish', 'INFO', `→ ${told}`);
}

function close({ workspace: { database }, run, now }: RunContext, description: string): void {
  const finishedAt = now();
  updateRun(database, run.no, {
    status: 'succeeded',
    is_resumable: 0,
    finished_at: finishedAt,
    duration_ms: Math.max(0, Date.parse(finishedAt) - Date.parse(run.startedAt)),
  });
  appendAudit(database, { runId: run.id, type: 'run_succeeded', description, count: null, timestamp: finishedAt });
}

/** Throws a Failure (RUN_FAILED) where a table of the run is gone: nobody may be shown a run without its rows. */
function assertTables({ workspace: { database }, run, pipeline }: RunContext): void {
  const expected = [
    ...Object.keys(pipeline.datasets).map((dataset) => recordsTableName(dataset, run.no)),
    ...pipeline.models.map(({ name }) => modelTableName(name, run.no)),
  ];
  const there = new Set(rowsOf(database, sql`select name from sqlite_schema where type = 'table'`).map(([name]) => String(name)));
  const missing = expected.find((name) => !there.has(name));
  if (missing !== undefined)
    throw new Failure('RUN_FAILED', `the table ${missing} of this run is gone, so nothing was published; run again`);
}
