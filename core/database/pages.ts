import { Failure } from '#core/contract/failure.ts';
import type { Condition, Page, PageQuery } from '#core/contract/records.ts';
import { identifier, join, literal, type Sql, sql } from '#core/contract/sql.ts';
import { type Database, rowsOf } from './open.ts';

/** A page of a published view, filtered and sorted. Throws a Failure (NOT_FOUND, BAD_INPUT) for a dataset or column that is not there. */
export function pageOf(database: Database, { dataset, what, filter, sort, offset, limit }: PageQuery): Page {
  const [view, base] = source(dataset, what);
  const columns = rowsOf(database, sql`select name from pragma_table_info(${view})`).map(([name]) => String(name));
  if (columns.length === 0)
    throw new Failure('NOT_FOUND', `there is nothing to show of "${dataset}"; run a pipeline with such a dataset first`);
  const column = (name: string): Sql => {
    if (!columns.includes(name)) throw new Failure('BAD_INPUT', `there is no column "${name}"; there are ${columns.join(', ')}`);
    return identifier(name);
  };
  const conditions = [base, ...filter.map((condition) => conditionSql(condition, column(condition.column)))];
  const where = sql`where ${join(conditions, ' and ')}`;
  const order = [
    ...sort.map(({ column: name, direction }) => sql`${column(name)} ${literal(direction === 'ascending' ? 'asc' : 'desc')}`),
    sql`id asc`,
  ];
  const rows = rowsOf(
    database,
    sql`select * from ${identifier(view)} ${where} order by ${join(order)} limit ${limit} offset ${offset}`,
  );
  const [total] = rowsOf(database, sql`select count(*) from ${identifier(view)} ${where}`)[0] ?? [];
  return { columns, rows: rows.map((row) => row.map(toCell)), total: Number(total) };
}

function source(dataset: string, what: PageQuery['what']): readonly [string, Sql] {
  if (what === 'raw' || what === 'clean') return [`${what}_${dataset}`, sql`true`];
  const view = what === 'violations' ? 'validation_results' : what;
  return [view, sql`dataset = ${dataset}`];
}

/** The closed list of operators; values are always bound. */
function conditionSql({ operator, value }: Condition, column: Sql): Sql {
  switch (operator) {
    case 'equals':
      return sql`${column} = ${value}`;
    case 'differs':
      return sql`${column} is not ${value}`;
    case 'less':
      return sql`${column} < ${value}`;
    case 'at most':
      return sql`${column} <= ${value}`;
    case 'greater':
      return sql`${column} > ${value}`;
    case 'at least':
      return sql`${column} >= ${value}`;
    case 'contains':
      return sql`instr(lower(${column}), lower(${String(value)})) > 0`;
    case 'starts with':
      return sql`substr(${column}, 1, length(${String(value)})) = ${String(value)}`;
    case 'is empty':
      return sql`coalesce(${column}, '') = ''`;
    case 'is not empty':
      return sql`coalesce(${column}, '') <> ''`;
  }
}

function toCell(value: unknown): string | number | null {
  return value === null || typeof value === 'string' || typeof value === 'number' ? value : String(value);
}
