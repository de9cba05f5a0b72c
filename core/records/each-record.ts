import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

const rowsOfPage = 5000;

/** The records of a table that meet a condition, in the order of their numbers, page by page: each is its number and these columns. */
export function* eachRecord(
  database: Database,
  { table, where, columns }: { readonly table: Sql; readonly where: Sql; readonly columns: readonly Sql[] },
): Generator<readonly [id: number, ...cells: unknown[]]> {
  const select = join([sql`id`, ...columns]);
  let last = 0;
  for (;;) {
    const rows = rowsOf(
      database,
      sql`select ${select} from ${table} where ${where} and id > ${last} order by id limit ${literal(String(rowsOfPage))}`,
    );
    for (const [id, ...cells] of rows) yield [Number(id), ...cells];
    if (rows.length < rowsOfPage) return;
    last = Number(rows.at(-1)?.[0]);
  }
}
