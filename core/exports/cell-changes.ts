import { sql } from '#core/sql/sql.ts';
import { decisionCells } from '#core/store/decision-cells.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

const page = 5000;

/** What a record's cells became: column name to the text after the last change. */
export type ChangedCells = ReadonlyMap<string, string>;

/** A function that gives the changed cells of records, asked in ascending order; undefined where nothing changed. */
export function createChangeFinder(
  database: Database,
  runNo: number,
  dataset: string,
): (record: number) => ChangedCells | undefined {
  let rows: readonly (readonly unknown[])[] = [];
  let at = 0;
  let after = 0;
  let isEmpty = false;
  const head = (): readonly unknown[] | undefined => {
    if (at >= rows.length && !isEmpty) {
      rows = rowsOf(
        database,
        sql`
          select c.id, c.record_id, k.column_name, c.new_value
          from cell_changes c
          join change_causes k on k.id = c.cause_id
          where k.run_no = ${runNo}
            and k.dataset = ${dataset}
            and c.id > ${after}
          order by c.id
          limit ${page}`,
      );
      at = 0;
      isEmpty = rows.length === 0;
      after = Number(rows.at(-1)?.[0] ?? after);
    }
    return rows[at];
  };
  // What people decided comes after every step.
  const fixed = decisionCells(database, runNo, dataset);
  return (record) => {
    let found: Map<string, string> | undefined;
    for (let row = head(); row && Number(row[1]) <= record; row = head()) {
      if (Number(row[1]) === record) (found ??= new Map()).set(String(row[2]), String(row[3]));
      at++;
    }
    const own = fixed.get(record);
    return own ? new Map([...(found ?? []), ...own]) : found;
  };
}
