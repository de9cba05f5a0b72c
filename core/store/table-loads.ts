import type { RunDetail } from '#core/contract/runs.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** A table of another database that a run wrote. */
type TableLoaded = RunDetail['tables'][number];

/** Notes the tables that a run wrote, in the place of those that it noted before. Call it in a transaction. */
export function replaceTableLoads(database: Database, runNo: number, loads: readonly TableLoaded[]): void {
  run(database, sql`delete from table_loads where run_no = ${runNo}`);
  for (const [position, { target, table, subject, mode, rows, inserted, changed, unchanged, leftOut }] of loads.entries())
    run(
      database,
      sql`
        insert into table_loads (run_no, position, target, table_name, subject, mode, rows, inserted, changed, unchanged, left_out)
        values (${runNo}, ${position}, ${target}, ${table}, ${subject}, ${mode}, ${rows}, ${inserted}, ${changed}, ${unchanged}, ${JSON.stringify(leftOut)})`,
    );
}

/** The tables that a run wrote, in the order of the pipeline. */
export function tableLoadsOf(database: Database, runNo: number): readonly TableLoaded[] {
  return rowsOf(
    database,
    sql`
      select target, table_name, subject, mode, rows, inserted, changed, unchanged, left_out
      from table_loads
      where run_no = ${runNo}
      order by position`,
  ).map(([target, table, subject, mode, rows, inserted, changed, unchanged, leftOut]) => ({
    ...{ target: String(target), table: String(table), subject: String(subject), mode: mode as TableLoaded['mode'] },
    ...{ rows: Number(rows), inserted: Number(inserted), changed: Number(changed), unchanged: Number(unchanged) },
    // Written above.
    leftOut: JSON.parse(String(leftOut)) as string[],
  }));
}
