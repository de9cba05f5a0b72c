import { Failure } from '#core/contract/failure.ts';
import type { Selection } from '#core/contract/records.ts';
import { valueColumn } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { selectRecords } from './row-selection.ts';

/** How many different values a column has in some rows, counted one by one. Throws a Failure (BAD_INPUT) for a column that is not there. */
export function exactDistinct(database: Database, run: CurrentRun, rows: Selection, column: string): number {
  const { from, where, columns } = selectRecords(database, run, rows.what === 'clean' ? rows : { ...rows, only: 'records' });
  const place = columns.findIndex(({ name }) => name === column);
  if (place < 0)
    throw new Failure('BAD_INPUT', `there is no column "${column}"; there are ${columns.map(({ name }) => name).join(', ')}`);
  const [row] = rowsOf(database, sql`select count(distinct ${valueColumn(place)}) from ${from} where ${where}`);
  return Number(row?.[0]);
}
