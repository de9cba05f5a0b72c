import type { Selection } from '#core/contract/records.ts';
import { formatScaled } from '#core/quality/values/scaled.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import { accountOf } from '#core/store/ledgers.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { isWhole, selectRecords } from './row-selection.ts';
import type { ShownRun } from './rules-of-run.ts';

/** How many records are selected, and what a column of numbers adds up to over them, exact, in units. */
export function sumOf(
  database: Database,
  run: ShownRun,
  { column, ...selection }: Selection & { readonly column?: string | undefined },
): { readonly count: number; readonly sum: string | null } {
  const { what, dataset } = selection;
  if (column === undefined && isWhole(selection) && (what === 'raw' || what === 'clean' || what === 'exceptions')) {
    selectRecords(database, run, selection);
    return { count: accountOf(database, run.no, dataset, what), sum: null };
  }
  const { from, where, columns, columnSql } = selectRecords(database, run, selection);
  const { scale, type } = columns.find(({ name }) => name === column) ?? {};
  const value = column === undefined ? sql`null` : columnSql(column);
  // Numbers without a fixed number of places are kept as texts.
  const isNumber = scale !== undefined || type === 'decimal';
  const total: Sql = isNumber ? sql`sum(${scale === undefined ? sql`cast(${value} as real)` : value})` : sql`null`;
  const [count, sum] = rowsOf(database, sql`select count(*), ${total} from ${from} where ${where}`)[0] ?? [];
  const told = typeof sum !== 'number' ? null : scale === undefined ? String(sum) : formatScaled(sum, scale);
  return { count: Number(count), sum: told };
}
