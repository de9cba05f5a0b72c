import { recordState } from '#core/contract/record-state.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { publishedRun } from '#core/records/published-run.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, type Sql, sql } from '#core/sql/sql.ts';
import type { Database } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/**
 * For a dataset the records of a run whose key the run that is shown has, and found nothing wrong with; undefined where no key says so.
 * `takenOver` says how many records are those of the run that is shown, by dataset: of them these are all that were no exceptions before.
 */
export function knownClean(
  database: Database,
  run: ReviewedRun,
  takenOver: ReadonlyMap<string, number>,
): (dataset: string) => Sql | undefined {
  const { row, pipeline } = publishedRun(database);
  return (dataset) => {
    const now = keyColumns(run.pipeline, dataset);
    const before = keyColumns(pipeline, dataset);
    if (!now || !before || now.length !== before.length) return undefined;
    const table = recordsTable(dataset, run.no);
    const own = sql`select r.id from ${table} r`;
    const taken = takenOver.get(dataset);
    if (taken === undefined)
      return sql`
        ${own}
        where (${join(now.map((column) => sql`r.${column}`))}) in (
          select ${join(before)} from ${recordsTable(dataset, row.runNo)} where state = ${recordState.clean})`;
    const persisting = sql`select record_id from exception_rows where run_no = ${run.no} and dataset = ${dataset} and since = 'persisting'`;
    const hasKey = join(
      now.map((column) => sql`r.${column} is not null`),
      ' and ',
    );
    return sql`
      ${own}
      where ${hasKey} and (r.id <= ${taken} or (${join(now.map((column) => sql`r.${column}`))}) in (
        select ${join(now)} from ${table} where id <= ${taken} and id not in (${persisting})))`;
  };
}

function keyColumns(pipeline: PipelineDefinition, dataset: string): readonly Sql[] | undefined {
  const definition = pipeline.datasets[dataset];
  if (!definition || definition.key.length === 0) return undefined;
  // Of a very wide dataset the last columns are not stored.
  const places = definition.key.map((name) => storedColumns(definition).findIndex((column) => column.name === name));
  return places.includes(-1) ? undefined : places.map(valueColumn);
}
