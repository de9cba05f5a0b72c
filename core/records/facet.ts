import type { Selection } from '#core/contract/records.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { selectRecords } from './row-selection.ts';
import type { ShownRun } from './rules-of-run.ts';

/** The values of a column that begin with what is typed, and at most so many of them. */
export type FacetQuery = Selection & { readonly column: string; readonly starting: string; readonly limit: number };

/** The most frequent values of a column among selected records with their counts, and how many different ones there are. */
export function facetOf(database: Database, run: ShownRun, { column, starting, limit, ...selection }: FacetQuery) {
  const meant =
    starting === ''
      ? selection
      : { ...selection, filter: [...selection.filter, { column, operator: 'contains' as const, value: starting, values: [] }] };
  const { from, where, columns, columnSql } = selectRecords(database, run, meant);
  const value = columnSql(column);
  const definition = columns.find(({ name }) => name === column);
  const rows = rowsOf(
    database,
    sql`select ${value}, count(*) from ${from} where ${where} group by ${value} order by 2 desc, 1 limit ${limit}`,
  );
  const [distinct] =
    rows.length < limit
      ? [rows.length]
      : (rowsOf(database, sql`select count(distinct ${value}) from ${from} where ${where}`)[0] ?? []);
  const shown = (stored: unknown): string | number | null => {
    if (stored === null) return null;
    if (definition?.type === 'boolean') return stored === 1 ? 'true' : 'false';
    return typeof stored === 'number' ? stored / 10 ** (definition?.scale ?? 0) : String(stored);
  };
  return {
    values: rows.map(([stored, count]) => ({ value: shown(stored), count: Number(count) })),
    distinct: Number(distinct),
  };
}
