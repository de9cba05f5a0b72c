import { type Account, standings } from '#core/contract/record-state.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { identifier, join, literal, type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';
import { createBulkInserter, insertRows } from './bulk-insert.ts';

/** Columns of a table of records that hold values; two more are `id` and `state`, and SQLite allows 2,000. */
export const mostValueColumns = 1990;

/** Makes the empty table of records of a dataset in a run: whole numbers (minor units) or text, a column each. */
export function createRecordsTable(
  database: Database,
  dataset: string,
  runNo: number,
  kinds: readonly ('integer' | 'text')[],
): void {
  run(database, recordsDefinition(recordsTable(dataset, runNo), kinds));
}

/** How a table of records is created: SQLite copies rows as they are between two that are defined alike. */
export function recordsDefinition(table: Sql, kinds: readonly ('integer' | 'text')[]): Sql {
  const columns = kinds.map((kind, place) => sql`${valueColumn(place)} ${literal(kind)}`);
  return sql`create table ${table} (id integer primary key, state integer not null, ${join(columns)}) strict`;
}

/** A function that copies the records of the batch which is attached into the table of a run; returns how many they are. */
export function createRecordsCopier(database: Database, dataset: string, runNo: number): () => number {
  // Listing columns, a condition or an order would make SQLite decode and encode every row.
  const copy = sql`insert into ${recordsTable(dataset, runNo)} select * from batch.records`;
  return () => run(database, copy).changes;
}

/** A function that adds records, given as their rows, to the table of a run. */
export function createRecordsInserter(
  database: Database,
  dataset: string,
  runNo: number,
): (rows: readonly (readonly SqlValue[])[]) => void {
  let insert: ReturnType<typeof createBulkInserter> | undefined;
  return (rows) => {
    if (rows[0] === undefined) return;
    insert ??= createBulkInserter(database, recordsTable(dataset, runNo), rows[0].length);
    insertRows(insert, rows);
  };
}

/** How many records are in each account. */
export function countAccounts(database: Database, dataset: string, runNo: number): Readonly<Record<Account, number>> {
  // One pass: to group would sort all records first.
  const counts = standings.map(({ state }) => sql`count(*) filter (where state = ${state})`);
  const [row = []] = rowsOf(database, sql`select ${join(counts)} from ${recordsTable(dataset, runNo)}`);
  const entries = standings.map(({ account }, index) => [account, Number(row[index])] as const);
  return Object.fromEntries(entries) as Record<Account, number>;
}

/** Indexes the values at some places, unless that is done already, perhaps for a run from which the records were taken over. */
export function indexRecords(database: Database, dataset: string, runNo: number, places: readonly number[]): void {
  const indexed = rowsOf(
    database,
    sql`
      select group_concat(i.name) from pragma_index_list(${`records_${dataset}_${runNo}`}) l, pragma_index_info(l.name) i group by l.name`,
  );
  if (indexed.some(([columns]) => columns === places.map((place) => `c${place}`).join())) return;
  const name = identifier(`records_${dataset}_${runNo}_by_${places.join('_')}`);
  run(database, sql`create index if not exists ${name} on ${recordsTable(dataset, runNo)} (${join(places.map(valueColumn))})`);
}

/** Records between two questions whether the work may go on. */
const asksEvery = 4096;

/** Makes statements that read `stoppable` records end with whatever `ask` throws. */
export function allowStopping(database: Database, ask: () => void): void {
  database.function('winnow_goes_on', { deterministic: false }, () => {
    ask();
    return 1;
  });
}

/** A condition that asks now and then whether a long statement may go on; SQLite itself cannot be interrupted here. */
export const mayGoOn: Sql = sql`(id & ${literal(String(asksEvery - 1))} <> 0 or winnow_goes_on())`;

/** The same for rows of which each is slow to make; a column that is never null ties it to them. */
export function mayGoOnAtEach(column: Sql): Sql {
  return sql`(${column} is null or winnow_goes_on())`;
}
