import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';
import { createBulkInserter, insertRows } from './bulk-insert.ts';

/** A cell that a fix rewrote. */
export interface DecidedCell {
  readonly column: string;
  readonly before: string;
  readonly after: string;
}

/** A function that replaces what the fixes of records changed; records without cells lose what they had. */
export function createCellsReplacer(
  database: Database,
  runNo: number,
  dataset: string,
): (cellsByRecord: ReadonlyMap<number, readonly DecidedCell[]>) => void {
  const columns = sql`decision_cells (run_no, dataset, record_id, column_name, old_value, new_value)`;
  const insert = createBulkInserter(database, columns, 6);
  return (cellsByRecord) => {
    const records = JSON.stringify([...cellsByRecord.keys()]);
    run(
      database,
      sql`
        delete from decision_cells
        where run_no = ${runNo} and dataset = ${dataset} and record_id in (select value from json_each(${records}))`,
    );
    insertRows(
      insert,
      [...cellsByRecord].flatMap(([record, cells]) =>
        cells.map(({ column, before, after }) => [runNo, dataset, record, column, before, after]),
      ),
    );
  };
}

/** The texts that fixes gave to cells, by record and column; of some records or of all. */
export function decisionCells(
  database: Database,
  runNo: number,
  dataset: string,
  records?: readonly number[],
): ReadonlyMap<number, ReadonlyMap<string, string>> {
  const among = records === undefined ? sql`true` : sql`record_id in (select value from json_each(${JSON.stringify(records)}))`;
  const found = new Map<number, Map<string, string>>();
  for (const [record, column, text] of rowsOf(
    database,
    sql`select record_id, column_name, new_value from decision_cells where run_no = ${runNo} and dataset = ${dataset} and ${among}`,
  )) {
    const cells = found.get(Number(record)) ?? new Map<string, string>();
    found.set(Number(record), cells.set(String(column), String(text)));
  }
  return found;
}
