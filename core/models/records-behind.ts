import { counted } from '#core/contract/counted.ts';
import type { RecordsBehind } from '#core/contract/data.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Model, ModelColumn } from '#core/definition/models/model.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { type SelectParts, selectParts } from '#core/sql/select-parts.ts';
import { declaredSelect, identifier, join, literal, type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { sqlTokens } from '#core/sql/sql-tokens.ts';
import { changedSinceModels } from '#core/store/changed-since-models.ts';
import { type Database, isSqliteError, rowsOf } from '#core/workspace/open.ts';
import { viewOf } from './table-columns.ts';

/** Rows of a model between a figure and its records that are followed. */
const maxRows = 2000;
/** Records that are listed. */
const maxRecords = 50_000;

/**
 * The records of a dataset that a row of a model was made from. Where its SQL is not a plain select over one table, or does not select what
 * it groups by, the result gives the reason instead. Throws a Failure (NOT_FOUND) where there is no such row.
 */
export function recordsBehind(
  database: Database,
  run: ShownRun & { readonly id: string },
  { name, id }: { readonly name: string; readonly id: number },
): RecordsBehind {
  const [row] = rowsOf(database, sql`select id from ${identifier(viewOf(run, name))} where id = ${id}`);
  if (!row) throw new Failure('NOT_FOUND', `${name} has no row ${id}`);
  if (Object.hasOwn(run.pipeline.datasets, name)) return found(name, [id]);
  const changes = changedSinceModels(database, run.id);
  if (changes > 0)
    return unresolved(`${counted(changes, 'record')} changed by decisions since the models were built; rebuild them first`);
  try {
    return behind(database, run, name, [id]);
  } catch (error) {
    // SQL that is right as it stands may say something else in parts.
    if (isSqliteError(error)) return unresolved(`the SQL of ${name} cannot be asked for its records`);
    throw error;
  }
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
  if (ids.some((id) => hasTwin(database, model, conditions, id)))
    return unresolved(`${name} has several rows that look the same`);
  const rows = [...new Set(ids.flatMap((id) => sourceRows(database, model, parts, conditions, id)))];
  if (rows.length > maxRows && source)
    return unresolved(`${name} sums up more than ${maxRows.toLocaleString('en')} rows of ${source.name}`);
  return dataset === undefined ? behind(database, run, source?.name ?? '', rows) : found(dataset, rows);
}

function found(dataset: string, ids: readonly number[]): RecordsBehind {
  if (ids.length > maxRecords)
    return unresolved(
      `it sums up ${ids.length.toLocaleString('en')} records of ${dataset}, and at most ${maxRecords.toLocaleString('en')} are listed`,
    );
  return { dataset, ids: [...ids].sort((a, b) => a - b), reason: null };
}

function unresolved(reason: string): RecordsBehind {
  return { dataset: null, ids: [], reason };
}

/** The records of the members that rows of a dimension describe. */
function described(
  database: Database,
  { name }: Model,
  { dataset, key, surrogate, validFrom }: NonNullable<Model['describes']>,
  ids: readonly number[],
): RecordsBehind {
  const same = key.map((column) => sql`r.${identifier(column)} = m.${identifier(column)}`);
  const time = (text: Sql): Sql => sql`rtrim(coalesce(${text}, ''), 'Z')`;
  const since = validFrom === undefined ? undefined : time(sql`r.${identifier(validFrom)}`);
  const during = since
    ? sql`${since} >= ${time(sql`m.valid_from`)} and (m.valid_to is null or ${since} < ${time(sql`m.valid_to`)})`
    : sql`true`;
  const records = rowsOf(
    database,
    sql`
      select distinct r.id
      from ${identifier(name)} m
      join ${identifier(`clean_${dataset}`)} r on ${join(same, ' and ')}
      where m.id in (select value from json_each(${JSON.stringify(ids)})) and m.${identifier(surrogate)} <> 0 and ${during}`,
  );
  return found(
    dataset,
    records.map(([id]) => Number(id)),
  );
}

/** Whether another row of a model shows the same values, so that what stands behind one cannot be told from what stands behind the other. */
function hasTwin(database: Database, { name }: Model, grouped: readonly Grouped[], id: number): boolean {
  const same = grouped.map(({ column }) => sql`o.${identifier(column)} is m.${identifier(column)}`);
  const [twin] = rowsOf(
    database,
    sql`
      select 1
      from ${identifier(name)} m
      join ${identifier(name)} o on o.id <> m.id and ${same.length === 0 ? sql`true` : join(same, ' and ')}
      where m.id = ${id}
      limit 1`,
  );
  return twin !== undefined;
}

/** An expression of a select that is the same for all rows behind one of its own, and the column that shows it. */
interface Grouped {
  readonly expression: string;
  readonly column: string;
  readonly scale: number | undefined;
  readonly type: ModelColumn['type'];
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
    type: model.columns[columns[index] ?? '']?.type,
  }));
  if (!parts.isGrouped) return shown;
  const grouped = parts.groupBy.map((expression) => {
    const place = /^\d+$/.test(expression) ? shown[Number(expression) - 1] : undefined;
    return (
      place ??
      shown.find((item) => isSame(item.expression, expression, !parts.isJoined)) ??
      shown.find((item) => isAlias(database, parts, item.column, expression))
    );
  });
  return grouped.every((one) => one !== undefined) ? grouped : undefined;
}

/** Whether two expressions are written alike, but for blanks, the case of words and, where there is one table, its name. */
function isSame(one: string, other: string, isOneTable: boolean): boolean {
  const plain = (text: string): string => {
    const tokens = sqlTokens(text).filter(({ kind }) => kind !== 'blank');
    const words = tokens.map(({ kind, text: token }) =>
      kind === 'text' ? token : token.toLowerCase().replace(/^"(.*)"$/, '$1'),
    );
    return words.filter((word, at) => !(isOneTable && (words[at + 1] === '.' || word === '.'))).join(' ');
  };
  return plain(one) === plain(other);
}

/** Whether an expression is the name that the select gives to one of its columns: a column of its tables would come first. */
function isAlias(database: Database, { prefix, from }: SelectParts, column: string, expression: string): boolean {
  if (!isSame(column, expression, false)) return false;
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
  const equal = grouped.map(({ expression, scale, type }, place): Sql => {
    const value = (values[place] ?? null) as SqlValue;
    const own = asStored(declaredSelect(`(${expression}\n)`), type);
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

/** A value as a column of a model keeps it. */
function asStored(value: Sql, type: ModelColumn['type']): Sql {
  if (type === 'integer' || type === 'boolean') return sql`cast(${value} as integer)`;
  if (type === 'decimal') return sql`cast(${value} as real)`;
  return type === undefined ? value : sql`cast(${value} as text)`;
}
