import type { Extract } from '#core/contract/runs.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { definitionOf, rawColumns } from './row-cells.ts';
import type { ShownRun } from './rules-of-run.ts';
import { storedColumns } from './value-columns.ts';

/** What came in of a dataset, in one pass over its records: how many, of which columns, and how many cells are empty after the cleaning steps. */
export function extractReport(database: Database, run: ShownRun, dataset: string): Extract {
  const columns = storedColumns(definitionOf(run, dataset)).filter(({ isDerived }) => !isDerived);
  const filled = columns.map((_, place) => sql`count(${valueColumn(place)})`);
  const [counts = []] = rowsOf(database, sql`select ${join([sql`count(*)`, ...filled])} from ${recordsTable(dataset, run.no)}`);
  const unread = unreadOf(database, run, dataset);
  const records = Number(counts[0]);
  const { names, places } = rawColumns(database, run, dataset);
  const isThere = (name: string): boolean => (places[names.indexOf(name)] ?? -1) >= 0;
  const empty = columns.flatMap(({ name }, place) => {
    // What cannot be read is not empty.
    const cells = records - Number(counts[place + 1]) - (unread.get(name) ?? 0);
    return cells > 0 && isThere(name) ? [[name, cells] as const] : [];
  });
  return {
    records,
    columns: places.filter((place) => place >= 0).length,
    empty: Object.fromEntries(empty),
    missingColumns: columns.map(({ name }) => name).filter((name) => !isThere(name)),
  };
}

/** How many cells of each column cannot be read as its type. */
function unreadOf(database: Database, run: ShownRun, dataset: string): ReadonlyMap<string, number> {
  const rows = rowsOf(
    database,
    sql`select rule_id, failed from rule_results where run_no = ${run.no} and dataset = ${dataset} and rule = 'type' and failed > 0`,
  );
  const failed = new Map(rows.map(([id, count]) => [String(id), Number(count)]));
  return new Map(
    Object.keys(definitionOf(run, dataset).columns).map((name) => [name, failed.get(`${name.toLowerCase()}_type`) ?? 0]),
  );
}
