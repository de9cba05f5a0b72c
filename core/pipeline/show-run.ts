import { sql } from '#core/contract/sql.ts';
import { modelTable } from '#core/database/names.ts';
import { type Database, rowsOf } from '#core/database/open.ts';
import { mayGoOn } from '#core/database/records.ts';
import { replaceView, shadowViews } from '#core/database/views.ts';
import { datasetViews } from './dataset-views.ts';
import type { RunContext } from './run-context.ts';

/** Makes the run's own connection see what the run has made so far, datasets and models, also where it goes on after a stop. */
export function showRun(context: RunContext): void {
  const {
    workspace: { database },
    run,
    pipeline,
  } = context;
  shadowViews(database, run, datasetViews(context));
  const tables = new Set(
    rowsOf(database, sql`select name from main.sqlite_schema where type = 'table'`).map(([name]) => String(name)),
  );
  for (const { name } of pipeline.models) {
    if (tables.has(`model_${name}_${run.no}`)) showModel(database, name, run.no);
  }
}

/** Makes the connection see a model that a run has built; what reads it can be stopped. */
export function showModel(database: Database, name: string, runNo: number): void {
  replaceView(database, name, sql`select * from ${modelTable(name, runNo)} where ${mayGoOn}`, 'temp');
}
