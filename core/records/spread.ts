import { Failure } from '#core/contract/failure.ts';
import { quarantines, severity } from '#core/contract/severity.ts';
import { integers, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { definitionOf, fileOf, rawColumns } from './row-cells.ts';
import { ruleResults, type ShownRun } from './rules-of-run.ts';
import { storedColumns } from './value-columns.ts';

/** How many exceptions stand in each part of all raw rows, or of all exceptions, in the order of the file. */
export function spreadOf(
  database: Database,
  run: ShownRun,
  {
    dataset,
    what,
    column,
    parts,
  }: {
    readonly dataset: string;
    readonly what: 'raw' | 'exceptions';
    readonly column?: string | undefined;
    readonly parts: number;
  },
): { readonly rows: number; readonly counts: number[] } {
  const names = new Set([
    ...rawColumns(database, run, dataset).names,
    ...storedColumns(definitionOf(run, dataset)).map(({ name }) => name),
  ]);
  if (column !== undefined && !names.has(column))
    throw new Failure('BAD_INPUT', `there is no column "${column}"; there are ${[...names].join(', ')}`);
  const blocking = ruleResults(database, run, dataset).filter((result) => quarantines(severity.parse(result.severity)));
  const about = blocking.filter(({ columns }) => column === undefined || columns.includes(column)).map(({ id }) => id);
  const open = sql`select record_id from exception_rows where run_no = ${run.no} and dataset = ${dataset} and status = 'open'`;
  const { sourceId } = fileOf(database, run, dataset);
  const [size] =
    what === 'raw'
      ? rowsOf(database, sql`select coalesce(max(first_row + row_count - 1), 0) from raw_blocks where source_id = ${sourceId}`)
      : rowsOf(database, sql`select count(*) from (${open})`);
  const rows = Number(size?.[0] ?? 0);
  const counts = Array<number>(parts).fill(0);
  if (rows === 0) return { rows, counts };
  const places =
    what === 'raw'
      ? sql`select record_id, record_id - 1 as place from (${open})`
      : sql`select record_id, row_number() over (order by record_id) - 1 as place from (${open})`;
  const wrong =
    column === undefined
      ? sql`true`
      : sql`record_id in (select record_id from violations where rule_result_id in (${integers(about)}))`;
  for (const [part, count] of rowsOf(
    database,
    sql`select cast(place * ${parts} / ${rows} as integer), count(*) from (${places}) where ${wrong} group by 1`,
  ))
    counts[Number(part)] = Number(count);
  return { rows, counts };
}
