import { join, literal, type SqlValue, sql } from '#core/contract/sql.ts';
import { recordsTable, valueColumn } from './names.ts';
import { type Database, rowsOf, run } from './open.ts';

/** Values that one statement of SQLite may bind. */
const mostBound = 32_766;
const rowsPerStatement = 50;

/** Columns of a table of records that hold values; two more are `id` and `state`, and SQLite allows 2,000. */
export const mostValueColumns = 1990;

/** Makes the empty table of records of a dataset in a run: whole numbers (minor units) or text, a column each. */
export function createRecordsTable(
  database: Database,
  dataset: string,
  runNo: number,
  kinds: readonly ('integer' | 'text')[],
): void {
  const columns = kinds.map((kind, place) => sql`${valueColumn(place)} ${literal(kind)}`);
  run(
    database,
    sql`create table ${recordsTable(dataset, runNo)} (id integer primary key, state integer not null, ${join(columns)}) strict`,
  );
}

/** Fills a row of values at a place in an array that is bound as a whole. */
export type RowWriter = (into: SqlValue[], at: number) => void;

/** A function that inserts many rows of `width` + 2 values, many in one statement. */
export function createRecordInserter(
  database: Database,
  dataset: string,
  runNo: number,
  width: number,
): (count: number, write: RowWriter) => void {
  const size = width + 2;
  const many = Math.max(1, Math.min(rowsPerStatement, Math.floor(mostBound / size)));
  const row = `(${Array(size).fill('?').join(',')})`;
  const statement = (rows: number) =>
    database.prepare(`insert into ${recordsTable(dataset, runNo).text} values ${Array(rows).fill(row).join(',')}`);
  const insertMany = statement(many);
  const insertOne = statement(1);
  const bound: SqlValue[] = Array(many * size).fill(null);
  const single: SqlValue[] = Array(size).fill(null);
  return (count, write) => {
    let done = 0;
    for (; done + many <= count; done += many) {
      for (let index = 0; index < many; index++) write(bound, index * size);
      insertMany.run(bound);
    }
    for (; done < count; done++) {
      write(single, 0);
      insertOne.run(single);
    }
  };
}

/** How many records stand in each state. */
export function countStates(database: Database, dataset: string, runNo: number): ReadonlyMap<number, number> {
  const rows = rowsOf(database, sql`select state, count(*) from ${recordsTable(dataset, runNo)} group by state`);
  return new Map(rows.map(([state, count]) => [Number(state), Number(count)]));
}

/** Indexes the values at some places, unless that is done already. */
export function indexRecords(database: Database, dataset: string, runNo: number, places: readonly number[]): void {
  const name = { text: `"records_${dataset}_${runNo}_by_${places.join('_')}"`, values: [] };
  run(database, sql`create index if not exists ${name} on ${recordsTable(dataset, runNo)} (${join(places.map(valueColumn))})`);
}
