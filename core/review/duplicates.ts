import type { BulkChange } from '#core/contract/bulk.ts';
import { Failure } from '#core/contract/failure.ts';
import { recordState } from '#core/contract/record-state.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { definitionOf, fileOf, standardizedCells } from '#core/records/row-cells.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, literal, type SqlValue, sql } from '#core/sql/sql.ts';
import { createRawFinder } from '#core/store/raw.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

const counts = sql`state not in (${recordState.rejected}, ${recordState.merged})`;

/** Which columns of a dataset a rule says must be unique. Throws a Failure (BAD_INPUT) for any other rule. */
function uniquePlaces(run: ReviewedRun, dataset: string, ruleId: string): readonly number[] {
  const definition = definitionOf(run, dataset);
  const rule = rulesOfDataset(definition).find(({ id }) => id === ruleId);
  if (!rule || kindOfRule(rule)?.remedy !== 'merge')
    throw new Failure('BAD_INPUT', `${ruleId} is not a rule about duplicates of ${dataset}`);
  const names = valueColumns(definition).map(({ name }) => name);
  return (rule['columns'] as readonly string[]).map((column) => names.indexOf(column));
}

/** The records that have the same values as one where a rule wants them unique, in the order of the file. */
export function duplicatesOf(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  ruleId: string,
  recordId: number,
): readonly number[] {
  const columns = uniquePlaces(run, dataset, ruleId).map(valueColumn);
  const table = recordsTable(dataset, run.no);
  const [values] = rowsOf(database, sql`select ${join(columns)} from ${table} where id = ${recordId}`);
  if (!values || values.includes(null)) return [];
  const same = columns.map((column, index) => sql`${column} = ${values[index] as SqlValue}`);
  return rowsOf(database, sql`select id from ${table} where ${join(same, ' and ')} and ${counts} order by id limit 1000`).map(
    ([id]) => Number(id),
  );
}

/** The records that share what must be unique, with their standardized cells side by side. */
export function sideBySide(
  database: Database,
  run: ReviewedRun,
  { dataset, rule, recordId }: { readonly dataset: string; readonly rule: string; readonly recordId: number },
) {
  const ids = duplicatesOf(database, run, dataset, rule, recordId);
  const columns = Object.keys(definitionOf(run, dataset).columns);
  const rows = standardizedCells(database, run, dataset, ids);
  const find = createRawFinder(database, fileOf(database, run, dataset).sourceId);
  return {
    columns,
    differing: columns.filter((_, place) => new Set(rows.map((row) => row[place])).size > 1),
    members: ids.map((id, index) => {
      const record = find(id);
      return { recordId: id, line: record?.block.placeOf(record.index).line ?? 0, cells: rows[index] ?? [] };
    }),
  };
}

/** For each record that is to be merged the one that is kept: of every group of duplicates among some records. */
export function keepersOf(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  { rule, keep, by }: Extract<BulkChange, { kind: 'merged' }>,
  ids: readonly number[],
): ReadonlyMap<number, number> {
  if (typeof keep === 'number') {
    const members = new Set(duplicatesOf(database, run, dataset, rule, keep));
    if (!members.has(keep))
      throw new Failure('NOT_FOUND', `record ${keep} of ${dataset} is not a record that others can be merged into by ${rule}`);
    return new Map(ids.filter((id) => id !== keep && members.has(id)).map((id) => [id, keep]));
  }
  const columns = uniquePlaces(run, dataset, rule).map(valueColumn);
  const names = valueColumns(definitionOf(run, dataset)).map(({ name }) => name);
  if (by !== undefined && !names.includes(by)) throw new Failure('BAD_INPUT', `there is no column "${by}" in ${dataset}`);
  const order =
    by === undefined
      ? sql`id`
      : // A record that does not say is never the one to keep while another does.
        sql`${valueColumn(names.indexOf(by))} is null, ${valueColumn(names.indexOf(by))} ${literal(keep === 'last' ? 'desc' : 'asc')}, id`;
  const keepers = new Map<number, number>();
  const groups = new Map<string, number>();
  for (const [id, ...values] of rowsOf(
    database,
    sql`
      select id, ${join(columns)} from ${recordsTable(dataset, run.no)}
      where id in (select value from json_each(${JSON.stringify(ids)})) and ${counts}
      order by ${order} ${literal(keep === 'last' ? 'desc' : 'asc')}`,
  )) {
    if (values.includes(null)) continue;
    const key = JSON.stringify(values);
    const keeper = groups.get(key);
    if (keeper === undefined) groups.set(key, Number(id));
    else keepers.set(Number(id), keeper);
  }
  return keepers;
}
