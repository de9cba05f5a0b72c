import { datasetViews } from '#core/records/dataset-views.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { modelTable, modelTableName } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import { mayGoOn } from '#core/store/records.ts';
import { replaceView, shadowViews, type ViewedRun } from '#core/store/views.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** Makes the run's own connection see what the run has made so far, datasets and models, also where it goes on after a stop. */
export function showRun(database: Database, run: ShownRun & ViewedRun): void {
  shadowViews(database, run, datasetViews(database, run));
  const tables = new Set(
    rowsOf(database, sql`select name from main.sqlite_schema where type = 'table'`).map(([name]) => String(name)),
  );
  for (const { name } of run.pipeline.models) {
    if (tables.has(modelTableName(name, run.no))) showModel(database, name, run.no);
  }
}

/** Makes the connection see a model that a run has built; what reads it can be stopped. */
export function showModel(database: Database, name: string, runNo: number): void {
  replaceView(database, name, sql`select * from ${modelTable(name, runNo)} where ${mayGoOn}`, 'temp');
}
