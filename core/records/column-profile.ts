import type { ColumnProfile } from '#core/contract/records.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { integers, join, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { definitionOf } from './row-cells.ts';
import { ruleResults, type ShownRun } from './rules-of-run.ts';
import { storedColumns } from './value-columns.ts';

/** How many cells of each column are valid, empty and invalid. Throws a Failure (NOT_FOUND) where there is no such dataset. */
export function columnProfiles(database: Database, run: ShownRun, dataset: string): ColumnProfile[] {
  const columns = storedColumns(definitionOf(run, dataset));
  const results = ruleResults(database, run, dataset);
  const counts = columns.map((_, place) => sql`count(${valueColumn(place)})`);
  const [all = 0, ...filled] =
    rowsOf(database, sql`select count(*), ${join(counts)} from ${recordsTable(dataset, run.no)}`)[0]?.map(Number) ?? [];
  return columns.map(({ name, type, scale, isDerived }, place) => {
    const rules = results.filter(({ columns: about, kind, failed }) => failed > 0 && !kind?.findsMissing && about.includes(name));
    const [only, ...others] = rules;
    const invalid =
      only === undefined
        ? 0
        : others.length === 0
          ? only.failed
          : distinctRecords(
              database,
              rules.map(({ id }) => id),
            );
    const unread = rules.filter(({ kind }) => kind?.findsUnreadable).reduce((sum, { failed }) => sum + failed, 0);
    const empty = all - (filled[place] ?? 0) - unread;
    return { name, type, scale: scale ?? null, isDerived, valid: all - empty - invalid, empty, invalid };
  });
}

function distinctRecords(database: Database, results: readonly number[]): number {
  const [count] =
    rowsOf(database, sql`select count(distinct record_id) from violations where rule_result_id in (${integers(results)})`)[0] ??
    [];
  return Number(count);
}
