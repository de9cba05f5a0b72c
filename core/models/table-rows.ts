import type { DataQuery } from '#core/contract/data.ts';
import { Failure } from '#core/contract/failure.ts';
import { type ComparedColumn, conditionSql, holdsSql } from '#core/records/condition-sql.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { identifier, join, literal, type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { mayGoOn } from '#core/store/records.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { failingRows } from './judge-models.ts';
import { type TableColumn, tableColumns, viewOf } from './table-columns.ts';

type Cell = string | number | null;
type Row = Record<string, Cell>;

/** A page of a table. Throws a Failure (NOT_FOUND, BAD_INPUT) for a table, column or cursor that is not there. */
export function tableRows(database: Database, run: ShownRun, query: DataQuery) {
  const view = identifier(viewOf(run, query.name));
  const columns = tableColumns(database, run, query.name);
  const order = orderOf(query.order, columns);
  const chosen = join([mayGoOn, ...conditionsOf(run, query, columns)], ' and ');
  const names = ['id', ...columns.map(({ name }) => name)];
  const after = query.cursor === undefined ? sql`true` : afterSql(order, positionIn(query.cursor, order));
  const found = exactRowsOf(
    database,
    sql`
      select ${join(names.map(identifier))}
      from ${view}
      where ${chosen} and ${after}
      order by ${join(order.map(({ column, isDescending }) => sql`${identifier(column)} ${literal(isDescending ? 'desc' : 'asc')}`))}
      limit ${query.limit + 1} offset ${query.offset}`,
  );
  const rows = found.slice(0, query.limit).map((cells) => rowFrom(names, cells));
  const last = found.slice(0, query.limit).at(-1);
  return {
    ...{ columns: names, rows, total: Number(rowsOf(database, sql`select count(*) from ${view} where ${chosen}`)[0]?.[0]) },
    next: found.length > query.limit && last ? cursorAt(last, names, order) : null,
  };
}

/** One row of a table by its number; null where the table has it no more. */
export function rowById(database: Database, run: ShownRun, name: string, id: number): Row | null {
  const names = ['id', ...tableColumns(database, run, name).map((column) => column.name)];
  const view = identifier(viewOf(run, name));
  const [found] = exactRowsOf(database, sql`select ${join(names.map(identifier))} from ${view} where id = ${id}`);
  return found ? rowFrom(names, found) : null;
}

/** One row of a table by its key. Throws a Failure (NOT_FOUND, BAD_INPUT) where there is none. */
export function tableRow(database: Database, run: ShownRun, { name, key }: { readonly name: string; readonly key: string }): Row {
  const view = identifier(viewOf(run, name));
  const columns = tableColumns(database, run, name);
  const keyed = keyOf(run, name);
  const values = keyed.length > 1 ? listIn(key, keyed) : [key];
  const conditions = keyed.map((column, place) => {
    const compared = comparedColumn(columns.find((one) => one.name === column) ?? { ...idColumn, name: column });
    return conditionSql(
      { column, operator: 'equals', value: values[place] ?? '', values: [] },
      compared,
      () => sql`select null where false`,
    );
  });
  const names = ['id', ...columns.map((column) => column.name)];
  const [found] = exactRowsOf(
    database,
    sql`select ${join(names.map(identifier))} from ${view} where ${join(conditions, ' and ')} order by id limit 1`,
  );
  if (!found)
    throw new Failure(
      'NOT_FOUND',
      `${name} has no row whose ${keyed.join(', ')} is ${key.slice(0, 100)}; it may be an exception, or not exist`,
    );
  return rowFrom(names, found);
}

function keyOf({ pipeline }: ShownRun, name: string): readonly string[] {
  const key = pipeline.datasets[name]?.key ?? pipeline.models.find((model) => model.name === name)?.key ?? [];
  return key.length === 0 ? ['id'] : key;
}

function listIn(text: string, keyed: readonly string[]): readonly (string | number)[] {
  const parsed = parsedList(text);
  if (parsed?.length === keyed.length) return parsed.map((one) => (typeof one === 'number' ? one : String(one)));
  throw new Failure('BAD_INPUT', `the key has ${keyed.length} columns (${keyed.join(', ')}); give a JSON list such as ["a","b"]`);
}

function parsedList(text: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function conditionsOf(
  run: ShownRun,
  { name, filter, search, breaks }: DataQuery,
  columns: readonly TableColumn[],
): readonly Sql[] {
  const known = new Map(columns.map((column) => [column.name, column]));
  return [
    ...filter.map((condition) => {
      const column = known.get(condition.column) ?? (condition.column === 'id' ? idColumn : undefined);
      if (!column) throw unknownColumn(condition.column, columns);
      return conditionSql(condition, comparedColumn(column), () => sql`select null where false`);
    }),
    ...(search === ''
      ? []
      : [
          sql`(${join(
            columns.map((column) => holdsSql(identifier(column.name), search)),
            ' or ',
          )})`,
        ]),
    ...(breaks === undefined ? [] : [breaksSql(run, name, breaks)]),
  ];
}

const idColumn: TableColumn = { name: 'id', type: 'integer', scale: undefined, isNumber: true };

function comparedColumn({ name, type, isNumber }: TableColumn): ComparedColumn {
  const value = identifier(name);
  // In a view numbers stand in whole units, so that they are compared as they are.
  if (isNumber && type !== 'boolean')
    return { value, number: value, definition: { name, type: 'decimal', scale: undefined, isDerived: false } };
  return {
    value,
    number: undefined,
    definition: type === 'any' ? undefined : { name, type, scale: undefined, isDerived: false },
  };
}

function breaksSql({ pipeline }: ShownRun, name: string, id: string): Sql {
  const model = pipeline.models.find((one) => one.name === name);
  const rule = model?.rules.find((one) => one.id === id);
  const failing = model && rule && failingRows(model, rule);
  if (!failing) throw new Failure('BAD_INPUT', `${name} has no rule "${id}" that lists rows`);
  return sql`(${failing})`;
}

/** A column by which rows are put in order. */
interface OrderedBy {
  readonly column: string;
  readonly isDescending: boolean;
}

/** The order of a page: what was asked, then the number of the row, so that every row has its place. */
function orderOf(text: string, columns: readonly TableColumn[]): readonly OrderedBy[] {
  const asked = text.split(',').flatMap((part): OrderedBy[] => {
    const [, sign, column = ''] = /^\s*([-+]?)(.*?)\s*$/.exec(part) ?? [];
    if (column === '') return [];
    if (column !== 'id' && !columns.some(({ name }) => name === column)) throw unknownColumn(column, columns);
    return [{ column, isDescending: sign === '-' }];
  });
  return asked.some(({ column }) => column === 'id') ? asked : [...asked, { column: 'id', isDescending: false }];
}

function unknownColumn(name: string, columns: readonly TableColumn[]): Failure {
  return new Failure(
    'BAD_INPUT',
    `there is no column "${name.slice(0, 100)}"; there are ${columns.map((one) => one.name).join(', ')}`,
  );
}

/** Whether a row comes after a position. SQLite puts empty cells first. */
function afterSql(order: readonly OrderedBy[], position: readonly SqlValue[]): Sql {
  const alternatives = order.map(({ column, isDescending }, place) => {
    const equal = order.slice(0, place).map((before, at) => sql`${identifier(before.column)} is ${position[at] ?? null}`);
    const [own, value] = [identifier(column), position[place] ?? null];
    const beyond = isDescending
      ? value === null
        ? sql`false`
        : sql`(${own} < ${value} or ${own} is null)`
      : value === null
        ? sql`${own} is not null`
        : sql`${own} > ${value}`;
    return sql`(${join([...equal, beyond], ' and ')})`;
  });
  return sql`(${join(alternatives, ' or ')})`;
}

function cursorAt(cells: readonly unknown[], names: readonly string[], order: readonly OrderedBy[]): string {
  const position = order.map(({ column }) => {
    const cell = cells[names.indexOf(column)] ?? null;
    return typeof cell === 'bigint' ? { whole: String(cell) } : cell;
  });
  return btoa(encodeURIComponent(JSON.stringify([spelled(order), ...position])));
}

function positionIn(cursor: string, order: readonly OrderedBy[]): readonly SqlValue[] {
  const [orderThen, ...position] = parsedList(decodedCursor(cursor)) ?? [];
  if (orderThen !== spelled(order) || position.length !== order.length)
    throw new Failure('BAD_INPUT', 'the cursor belongs to another order; begin again without it');
  return position.map((value) => {
    if (typeof value === 'number' || value === null) return value;
    const whole = typeof value === 'object' && 'whole' in value ? String(value.whole) : '';
    return /^-?\d{1,19}$/.test(whole) ? BigInt(whole) : String(value);
  });
}

function decodedCursor(cursor: string): string {
  try {
    return decodeURIComponent(atob(cursor));
  } catch {
    return '';
  }
}

function spelled(order: readonly OrderedBy[]): string {
  return order.map(({ column, isDescending }) => `${isDescending ? '-' : ''}${column}`).join(',');
}

/** All rows of a query, with every digit of whole numbers. */
function exactRowsOf(database: Database, { text, values }: Sql): readonly (readonly unknown[])[] {
  return database
    .prepare<unknown[], unknown[]>(text)
    .raw()
    .safeIntegers()
    .all(...values);
}

function rowFrom(names: readonly string[], cells: readonly unknown[]): Row {
  return Object.fromEntries(
    names.map((name, place) => {
      const cell = cells[place];
      // A whole number that JavaScript would round stays a text.
      if (typeof cell === 'bigint') return [name, Number.isSafeInteger(Number(cell)) ? Number(cell) : String(cell)];
      return [name, cell === null || typeof cell === 'number' ? cell : String(cell)];
    }),
  );
}
