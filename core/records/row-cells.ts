import { Failure } from '#core/contract/failure.ts';
import type { Page } from '#core/contract/records.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { createJudge, type Judge } from '#core/quality/judge.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { integers, join, sql } from '#core/sql/sql.ts';
import { decisionCells } from '#core/store/decision-cells.ts';
import { cellsOf, createRawFinder } from '#core/store/raw.ts';
import { runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { ruleResults, type ShownRun } from './rules-of-run.ts';
import { storedColumns } from './value-columns.ts';

type Cell = string | number | null;

/** The clean values of records, numbers in units. */
export function cleanCells(database: Database, run: ShownRun, dataset: string, ids: readonly number[]): Cell[][] {
  const columns = storedColumns(definitionOf(run, dataset));
  const select = join([sql`id`, ...columns.map((_, place) => valueColumn(place))]);
  const found = new Map(
    rowsOf(
      database,
      sql`select ${select} from ${recordsTable(dataset, run.no)} where id in (select value from json_each(${JSON.stringify(ids)}))`,
    ).map(([id, ...values]) => [Number(id), values]),
  );
  return ids.map((id) =>
    columns.map(({ type, scale }, place) => {
      const value = found.get(id)?.[place] ?? null;
      if (type === 'boolean' && value !== null) return value === 1 ? 'true' : 'false';
      if (typeof value === 'number') return scale ? value / 10 ** scale : value;
      return value === null ? null : String(value);
    }),
  );
}

/** The cells of the file of records, in the order of its own columns. */
export function rawCells(database: Database, run: ShownRun, dataset: string, ids: readonly number[]): (readonly string[])[] {
  const find = createRawFinder(database, fileOf(database, run, dataset).sourceId);
  // In the order of the file each block is read once.
  const cells = new Map(
    [...ids]
      .sort((a, b) => a - b)
      .map((id) => [id, find(id)] as const)
      .map(([id, record]) => [id, record ? cellsOf(record) : []]),
  );
  return ids.map((id) => cells.get(id) ?? []);
}

/** The columns that raw rows show: the declared ones by their names, then whatever else the file has. */
export function rawColumns(
  database: Database,
  run: ShownRun,
  dataset: string,
): { readonly names: readonly string[]; readonly places: readonly number[] } {
  const { sourceId, sources } = fileOf(database, run, dataset);
  const declared = Object.keys(definitionOf(run, dataset).columns);
  const { names } = sourceById(database, sourceId);
  const others = names.map((_, place) => place).filter((place) => !sources.includes(place));
  const taken = new Set(declared);
  const free = (name: string): string => {
    let found = name;
    for (let number = 2; taken.has(found); number++) found = `${name}_${number}`;
    taken.add(found);
    return found;
  };
  return { names: [...declared, ...others.map((place) => free(names[place] ?? ''))], places: [...sources, ...others] };
}

/** A judge of single records of a run, as the run itself judged them. */
export function judgeOf(database: Database, run: ShownRun & { readonly today: string }, dataset: string): Judge {
  const definition = definitionOf(run, dataset);
  return createJudge({
    dataset: definition,
    rules: rulesOfDataset(definition),
    sources: fileOf(database, run, dataset).sources,
    nullWords: nullWordsOf(run.pipeline, definition),
    today: run.today,
  });
}

/** What the cleaning steps made of the declared cells of records. */
export function standardizedCells(
  database: Database,
  run: ShownRun & { readonly today: string },
  dataset: string,
  ids: readonly number[],
): string[][] {
  const { judge } = judgeOf(database, run, dataset);
  const { sources } = fileOf(database, run, dataset);
  const columns = Object.keys(definitionOf(run, dataset).columns);
  const fixed = decisionCells(database, run.no, dataset, ids);
  return rawCells(database, run, dataset, ids).map((cells, row) => {
    const texts = sources.map((source) => (source < 0 ? '' : (cells[source] ?? '')));
    judge(cells, { changed: (column, _, __, after) => (texts[column] = after), violated: () => {} });
    for (const [column, text] of fixed.get(ids[row] ?? 0) ?? []) {
      const place = columns.indexOf(column);
      if (place >= 0) texts[place] = text;
    }
    return texts;
  });
}

/** The rules that the records of a page break. */
export function marksOf(database: Database, run: ShownRun, dataset: string, ids: readonly number[]): Page['marks'] {
  const rules = new Map(ruleResults(database, run, dataset).map((rule) => [rule.id, rule]));
  const rows = new Map(ids.map((id, row) => [id, row]));
  return rowsOf(
    database,
    sql`
      select record_id, rule_result_id, reason
      from violations
      where record_id in (select value from json_each(${JSON.stringify(ids)}))
        and rule_result_id in (${integers([...rules.keys()])})
      order by id`,
  ).flatMap(([record, result, reason]) => {
    const rule = rules.get(Number(result));
    const row = rows.get(Number(record));
    if (!rule || row === undefined) return [];
    return [{ row, columns: [...rule.columns], ruleId: rule.ruleId, severity: rule.severity, reason: String(reason) }];
  });
}

/** What a run read for a dataset. Throws a Failure (NOT_FOUND) where there is none. */
export function fileOf(database: Database, { no }: ShownRun, dataset: string) {
  const file = runSources(database, no).find((candidate) => candidate.dataset === dataset);
  if (!file) throw new Failure('NOT_FOUND', `there is no dataset "${dataset}"`);
  return file;
}

/** The definition of a dataset. Throws a Failure (NOT_FOUND) where there is none. */
export function definitionOf({ pipeline }: ShownRun, dataset: string): DatasetDefinition {
  const definition = Object.hasOwn(pipeline.datasets, dataset) ? pipeline.datasets[dataset] : undefined;
  if (!definition)
    throw new Failure('NOT_FOUND', `there is no dataset "${dataset}"; there are ${Object.keys(pipeline.datasets).join(', ')}`);
  return definition;
}
