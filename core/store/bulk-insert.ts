import type { Sql, SqlValue } from '#core/sql/sql.ts';
import type { Database } from '#core/workspace/open.ts';

/** Values that one statement of SQLite may bind, and rows that are worth binding together. */
const mostBound = 32_766;
const mostRows = 50;

/** Fills the next row of values at a place in an array that is bound as a whole. */
export type RowWriter = (into: SqlValue[], at: number) => void;

/** Inserts rows that are there as arrays. */
export function insertRows(insert: ReturnType<typeof createBulkInserter>, rows: readonly (readonly SqlValue[])[]): void {
  let index = 0;
  insert(rows.length, (into, at) => {
    for (const [place, value] of (rows[index++] ?? []).entries()) into[at + place] = value;
  });
}

/** A function that inserts many rows of `width` values, many in one statement; `into` names the table and its columns. */
export function createBulkInserter(database: Database, into: Sql, width: number): (rows: number, write: RowWriter) => void {
  const many = Math.max(1, Math.min(mostRows, Math.floor(mostBound / width)));
  const row = `(${Array(width).fill('?').join(',')})`;
  const prepare = (rows: number) => database.prepare(`insert into ${into.text} values ${Array(rows).fill(row).join(',')}`);
  const insertMany = prepare(many);
  const insertOne = prepare(1);
  const bound: SqlValue[] = Array(many * width).fill(null);
  const single: SqlValue[] = Array(width).fill(null);
  return (rows, write) => {
    let done = 0;
    for (; done + many <= rows; done += many) {
      for (let index = 0; index < many; index++) write(bound, index * width);
      insertMany.run(bound);
    }
    for (; done < rows; done++) {
      write(single, 0);
      insertOne.run(single);
    }
  };
}
