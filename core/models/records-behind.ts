import type { RecordsBehind } from '#core/contract/data.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Model } from '#core/definition/models/model.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { type SelectParts, selectParts } from '#core/sql/select-parts.ts';
import { declaredSelect, identifier, join, literal, type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { viewOf } from './table-columns.ts';

/** Rows of a model between a figure and its records that are followed. */
const maxRows = 2000;

/**
 * The records of a dataset that a row of a model was made from. Where its SQL is no plain select over one table, or does not show what it groups
 * by, the reason is told instead. Throws a Failure (NOT_FOUND) where there is no such row.
 */
export function recordsBehind(
  database: Database,
  run: ShownRun,
  { name, id }: { readonly name: string; readonly id: number },
): RecordsBehind {
  if (Object.hasOwn(run.pipeline.datasets, name)) return found(name, [id]);
  viewOf(run, name);
  const [row] = rowsOf(database, sql`select id from ${identifier(name)} where id = ${id}`);
  if (!row) throw new Failure('NOT_FOUND', `${name} has no row ${id}`);
  return behind(database, run, name, [id]);
}

function behind(database: Database, run: ShownRun, name: string, ids: readonly number[]): RecordsBehind {
  const model = run.pipeline.models.find((one) => one.name === name);
  if (!model) return unresolved(`${name} is no model`);
  if (model.rowsOf !== undefined) return found(model.rowsOf, ids);
  if (model.describes) return described(database, model, model.describes, ids);
  const parts = selectParts(model.sql);
  if (!parts) return unresolved(`${name} is not one plain select over a named table`);
  const dataset = Object.keys(run.pipeline.datasets).find((one) => `clean_${one}`.toLowerCase() === parts.table.toLowerCase());
  const source = run.pipeline.models.find((one) => one.name.toLowerCase() === parts.table.toLowerCase());
  if (dataset === undefined && !source) return unresolved(`${name} reads ${parts.table}, which is part of its own SQL`);
  const conditions = conditionsOf(database, model, parts);
  if (conditions === undefined) return unresolved(`${name} does not show everything that it groups by`);
  const rows = [...new Set(ids.flatMap((id) => sourceRows(database, model, parts, conditions, id)))];
  if (rows.length > maxRows && source)
    return unresolved(`${name} sums up more than ${maxRows.toLocaleString('en')} rows of ${source.name}`);
  return dataset === undefined ? behind(database, run, source?.name ?? '', rows) : found(dataset, rows);
}

function found(dataset: string, ids: readonly number[]): RecordsBehind {
  return { dataset, ids: [...ids].sort((a, b) => a - b), reason: null };
}

function unresolved(reason: string): RecordsBehind {
  return { dataset: null, ids: [], reason };
}

/** The records of the members that rows of a dimension describe. */
function described(
  database: Database,
  { name }: Model,
  { dataset, key }: NonNullable<Model['describes']>,
  ids: readonly number[],
): RecordsBehind {
  const same = key.map((column) => sql`r.${identifier(column)} = m.${identifier(column)}`);
  const records = rowsOf(
    database,
    sql`
      select distinct r.id
      from ${identifier(name)} m
      join ${identifier(`clean_${dataset}`)} r on ${join(same, ' and ')}
      where m.id in (select value from json_each(${JSON.stringify(ids)}))`,
  );
  return found(
    dataset,
    records.map(([id]) => Number(id)),
  );
}

/** An expression of a select that is the same for all rows behind one of its own, and the column that shows it. */
interface Grouped {
  readonly expression: string;
  readonly column: string;
  readonly scale: number | undefined;
}

/** What the rows behind a row have in common with it; undefined where the row does not show all of it. */
function conditionsOf(database: Database, model: Model, parts: SelectParts): readonly Grouped[] | undefined {
  const columns = database
    .prepare(model.sql)
    .columns()
    .map(({ name }) => name);
  const shown = parts.items.map(({ expression }, index) => ({
    expression,
    column: columns[index] ?? '',
    scale: model.columns[columns[index] ?? '']?.scale,
  }));
  if (!parts.isGrouped) return shown;
  const grouped = parts.groupBy.map((expression) => {
    const place = /^\d+$/.test(expression) ? shown[Number(expression) - 1] : undefined;
    return (
      place ??
      shown.find((item) => isSame(item.expression, expression)) ??
      shown.find((item) => isAlias(database, parts, item.column, expression))
    );
  });
  return grouped.every((one) => one !== undefined) ? grouped : undefined;
}

/** Whether two expressions are written alike, but for blanks, case and the name of the table. */
function isSame(one: string, other: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, '').replace(/"/g, '');
  return plain(one) === plain(other) || plain(one).replace(/^\w+\./, '') === plain(other).replace(/^\w+\./, '');
}

/** Whether an expression is the name that the select gives to one of its columns: a column of its tables would come first. */
function isAlias(database: Database, { prefix, from }: SelectParts, column: string, expression: string): boolean {
  if (!isSame(column, expression)) return false;
  try {
    database.prepare(`${prefix} select ${expression} from ${from}\n`);
    return false;
  } catch {
    return true;
  }
}

/** The numbers of the rows of the first table that one row of a model sums up. */
function sourceRows(
  database: Database,
  model: Model,
  parts: SelectParts,
  grouped: readonly Grouped[],
  id: number,
): readonly number[] {
  const names = grouped.map(({ column }) => identifier(column));
  const [values = []] =
    grouped.length === 0 ? [[]] : rowsOf(database, sql`select ${join(names)} from ${identifier(model.name)} where id = ${id}`);
  const equal = grouped.map(({ expression, scale }, place): Sql => {
    const value = (values[place] ?? null) as SqlValue;
    const own = declaredSelect(`(${expression}\n)`);
    return scale === undefined ? sql`${own} is ${value}` : sql`to_places(${own}, ${literal(String(scale))}) is ${value}`;
  });
  const kept = parts.where === '' ? [] : [declaredSelect(`(${parts.where}\n)`)];
  const conditions = [...kept, ...equal];
  return rowsOf(
    database,
    sql`
      ${declaredSelect(parts.prefix)}
      select distinct ${identifier(parts.alias)}.id
      from ${declaredSelect(parts.from)}
      ${conditions.length === 0 ? literal('') : sql`where ${join(conditions, ' and ')}`}`,
  ).map(([row]) => Number(row));
}
