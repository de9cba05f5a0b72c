import { Failure } from '#core/contract/failure.ts';
import type { Page, PageQuery } from '#core/contract/records.ts';
import { identifier, join, literal, type Sql, sql } from '#core/contract/sql.ts';
import { type Database, rowsOf } from '#core/database/open.ts';
import { conditionSql } from './condition-sql.ts';

/** A page of the violations or changes of a dataset. Throws a Failure (BAD_INPUT) for a column that is not there. */
export function findingsPage(database: Database, { dataset, what, filter, sort, offset, limit }: PageQuery): Page {
  const view = what === 'violations' ? 'validation_results' : 'changes';
  const columns = rowsOf(database, sql`select name from pragma_table_info(${view})`).map(([name]) => String(name));
  const column = (name: string): Sql => {
    if (!columns.includes(name)) throw new Failure('BAD_INPUT', `there is no column "${name}"; there are ${columns.join(', ')}`);
    return identifier(name);
  };
  const conditions = filter.map((condition) =>
    conditionSql(
      condition,
      { value: column(condition.column), number: undefined, definition: undefined },
      () => sql`select null where false`,
    ),
  );
  const where = sql`where ${join([sql`dataset = ${dataset}`, ...conditions], ' and ')}`;
  const order = [
    ...sort.map(({ column: name, direction }) => sql`${column(name)} ${literal(direction === 'ascending' ? 'asc' : 'desc')}`),
    sql`id asc`,
  ];
  const rows = rowsOf(
    database,
    sql`select * from ${identifier(view)} ${where} order by ${join(order)} limit ${limit} offset ${offset}`,
  );
  const [total] = rowsOf(database, sql`select count(*) from ${identifier(view)} ${where}`)[0] ?? [];
  return {
    columns,
    ids: rows.map((row) => Number(row[columns.indexOf('id')])),
    rows: rows.map((row) => row.map((value) => (value === null || typeof value === 'number' ? value : String(value)))),
    marks: [],
    total: Number(total),
  };
}
