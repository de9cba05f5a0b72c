import type { DatasetProfile } from '#core/contract/profile.ts';
import type { Tell } from '#core/contract/progress.ts';
import type { Selection } from '#core/contract/records.ts';
import { createDatasetProfiler } from '#core/quality/profile/dataset-profiler.ts';
import type { Value } from '#core/quality/type.ts';
import { valueColumn } from '#core/sql/names.ts';
import { integers, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { lineShape } from '#core/store/findings.ts';
import { sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { definitionOf, fileOf, standardizedCells } from './row-cells.ts';
import { selectRecords } from './row-selection.ts';
import { ruleResults } from './rules-of-run.ts';

const rowsOfPage = 2000;

/** Profiles the records meant as they stand in a run, decisions included. */
export function profileRows(database: Database, run: CurrentRun, asked: Selection, tell: Tell): DatasetProfile {
  const { dataset } = asked;
  const selection: Selection = asked.what === 'clean' ? asked : { ...asked, only: 'records' };
  const { from, where, columns } = selectRecords(database, run, selection);
  const { sourceId, sources } = fileOf(database, run, dataset);
  const { headers } = sourceById(database, sourceId);
  const profiled = columns.map((column, place) => ({ ...column, header: headers[sources[place] ?? -1] ?? column.name }));
  const profiler = createDatasetProfiler(profiled, run.today);
  const select = join([sql`id`, ...columns.map((_, place) => valueColumn(place))]);
  const [all] = rowsOf(database, sql`select count(*) from ${from} where ${where}`)[0] ?? [];
  const unreadOf = selection.what === 'clean' ? () => new Map<number, readonly string[]>() : unreadTexts(database, run, dataset);
  let [last, done] = [0, 0];
  for (;;) {
    const rows = rowsOf(
      database,
      sql`select ${select} from ${from} where ${where} and id > ${last} order by id limit ${literal(String(rowsOfPage))}`,
    );
    const unread = unreadOf(rows.map(([id]) => Number(id)));
    for (const [id, ...values] of rows) {
      // What SQLite holds there are whole numbers, texts and nulls.
      const typed = values as Value[];
      const texts = unread.get(Number(id)) ?? [];
      profiler.see(
        typed,
        typed.map((value, place) => (value === null && texts[place] ? texts[place] : undefined)),
      );
    }
    done += rows.length;
    tell(done, Number(all));
    last = Number(rows.at(-1)?.[0]);
    if (rows.length < rowsOfPage) return profiler.profile({ dataset, broken: brokenLines(database, run, asked), isWhole: true });
  }
}

/** Finds what the cells of records hold that do not fit their types. */
function unreadTexts(database: Database, run: CurrentRun, dataset: string) {
  const results = ruleResults(database, run, dataset).filter(({ kind, failed }) => kind?.findsUnreadable && failed > 0);
  const declared = Object.keys(definitionOf(run, dataset).columns);
  const about = new Map(results.map(({ id, columns }) => [id, columns.map((name) => declared.indexOf(name))]));
  const broken = (ids: readonly number[]): Sql => sql`
    select record_id, rule_result_id from violations
    where record_id in (select value from json_each(${JSON.stringify(ids)})) and rule_result_id in (${integers([...about.keys()])})`;
  return (ids: readonly number[]): ReadonlyMap<number, readonly string[]> => {
    const found = new Map<number, Set<number>>();
    for (const [record, result] of results.length === 0 ? [] : rowsOf(database, broken(ids))) {
      const places = found.get(Number(record)) ?? new Set();
      for (const place of about.get(Number(result)) ?? []) places.add(place);
      found.set(Number(record), places);
    }
    const records = [...found.keys()];
    const cells = records.length === 0 ? [] : standardizedCells(database, run, dataset, records);
    return new Map(
      records.map((record, row) => [
        record,
        declared.map((_, place) => (found.get(record)?.has(place) ? (cells[row]?.[place] ?? '') : '')),
      ]),
    );
  };
}

/** Lines that could not be told apart into cells, among all that is meant. */
function brokenLines(database: Database, { no }: CurrentRun, { dataset, what }: Selection): number {
  if (what === 'clean') return 0;
  const [count] =
    rowsOf(
      database,
      sql`select count(*) from exception_rows where run_no = ${no} and dataset = ${dataset} and is_structural = ${lineShape.broken}`,
    )[0] ?? [];
  return Number(count);
}
