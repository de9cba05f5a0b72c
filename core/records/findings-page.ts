import { Failure } from '#core/contract/failure.ts';
import type { Page, PageQuery } from '#core/contract/records.ts';
import { identifier, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { conditionSql, holdsSql } from './condition-sql.ts';
import { definitionOf } from './row-cells.ts';
import { isWhole } from './row-selection.ts';
import type { ShownRun } from './rules-of-run.ts';

/**
 * A page of the violations or changes of a dataset. Throws a Failure (NOT_FOUND, BAD_INPUT) for a dataset or column that is not there, and for
 * what only tells records apart.
 */
export function findingsPage(database: Database, run: ShownRun, query: PageQuery): Page {
  const { dataset, what, filter, sort, offset, limit, ids, search, ...meant } = query;
  definitionOf(run, dataset);
  if (!isWhole({ ...meant, dataset, what, filter: [], search: '' }))
    throw new Failure('BAD_INPUT', `${what} are narrowed by a filter, a search or the numbers of records; leave the rest out`);
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
  if (ids) conditions.push(sql`record_id in (select value from json_each(${JSON.stringify(ids)}))`);
  if (search !== '')
    conditions.push(
      sql`(${join(
        columns.map((name) => holdsSql(identifier(name), search)),
        ' or ',
      )})`,
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
