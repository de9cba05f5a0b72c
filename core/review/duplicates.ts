import { Failure } from '#core/contract/failure.ts';
import { recordState } from '#core/contract/record-state.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { createIsEmpty } from '#core/quality/values/null-words.ts';
import { definitionOf, fileOf, standardizedCells } from '#core/records/row-cells.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { createRawFinder } from '#core/store/raw.ts';
import { sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/** True for records that still count: those neither rejected nor merged. */
export const countsAsRecord: Sql = sql`state not in (${recordState.rejected}, ${recordState.merged})`;

/** Which columns of a dataset a rule says must be unique. Throws a Failure (BAD_INPUT) for any other rule. */
export function uniqueColumns(run: ReviewedRun, dataset: string, ruleId: string): readonly string[] {
  const definition = definitionOf(run, dataset);
  const rule = rulesOfDataset(definition).find(({ id }) => id === ruleId);
  if (!rule || kindOfRule(rule)?.remedy !== 'merge')
    throw new Failure('BAD_INPUT', `${ruleId} is not a rule about duplicates of ${dataset}`);
  return rule['columns'] as readonly string[];
}

/** The places of these columns among the values. */
export function uniquePlaces(run: ReviewedRun, dataset: string, ruleId: string): readonly number[] {
  const names = valueColumns(definitionOf(run, dataset)).map(({ name }) => name);
  return uniqueColumns(run, dataset, ruleId).map((column) => names.indexOf(column));
}

/** The records that have the same values as one where a rule wants them unique, in the order of the file. */
export function duplicatesOf(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  ruleId: string,
  recordId: number,
  most = Number.MAX_SAFE_INTEGER,
): readonly number[] {
  const columns = uniquePlaces(run, dataset, ruleId).map(valueColumn);
  const table = recordsTable(dataset, run.no);
  const [values] = rowsOf(database, sql`select ${join(columns)} from ${table} where id = ${recordId}`);
  if (!values || values.includes(null)) return [];
  const same = columns.map((column, index) => sql`${column} = ${values[index] as SqlValue}`);
  return rowsOf(
    database,
    sql`select id from ${table} where ${join(same, ' and ')} and ${countsAsRecord} order by id limit ${most}`,
  ).map(([id]) => Number(id));
}

/** Records that are shown side by side. */
const mostBeside = 1000;

/** The records that share what must be unique, with their standardized cells side by side. */
export function sideBySide(
  database: Database,
  run: ReviewedRun,
  { dataset, rule, recordId }: { readonly dataset: string; readonly rule: string; readonly recordId: number },
) {
  const ids = duplicatesOf(database, run, dataset, rule, recordId, mostBeside);
  const columns = Object.keys(definitionOf(run, dataset).columns);
  const rows = standardizedCells(database, run, dataset, ids);
  const { sourceId } = fileOf(database, run, dataset);
  const { parts } = sourceById(database, sourceId);
  const find = createRawFinder(database, sourceId);
  const isEmpty = createIsEmpty(nullWordsOf(run.pipeline, definitionOf(run, dataset)));
  return {
    columns,
    differing: columns.filter((_, place) => new Set(rows.map((row) => row[place])).size > 1),
    shared: [...uniqueColumns(run, dataset, rule)],
    members: ids.map((id, index) => {
      const record = find(id);
      const place = record?.block.placeOf(record.index);
      const source = parts?.[place?.part ?? 0]?.name ?? null;
      const cells = rows[index] ?? [];
      return { recordId: id, line: place?.line ?? 0, source, cells, empty: cells.map(isEmpty) };
    }),
  };
}
