import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** The newest batch that holds, or the one that was taken back last, unless something was decided since. */
export function lastBatch(database: Database, runNo: number, isUndone: boolean): number | undefined {
  const [batch] =
    rowsOf(
      database,
      isUndone
        ? sql`
          select batch_no from decisions
          where run_no = ${runNo}
            and undone_at > (select coalesce(max(decided_at), '') from decisions where run_no = ${runNo} and undone_at is null)
          order by undone_at desc, batch_no
          limit 1`
        : sql`select max(batch_no) from decisions where run_no = ${runNo} and undone_at is null`,
    )[0] ?? [];
  return batch === null || batch === undefined ? undefined : Number(batch);
}

/** The last batch that holds of those about one record, or the one of them that was taken back last; undefined where there is none. */
export function lastBatchAbout(
  database: Database,
  runNo: number,
  { dataset, recordId }: { readonly dataset: string; readonly recordId: number },
  isUndone: boolean,
): number | undefined {
  const [batch] =
    rowsOf(
      database,
      sql`
        select batch_no from decisions
        where run_no = ${runNo} and dataset = ${dataset} and record_id = ${recordId} and (undone_at is not null) = ${isUndone ? 1 : 0}
        order by undone_at desc, batch_no desc
        limit 1`,
    )[0] ?? [];
  return batch === undefined ? undefined : Number(batch);
}

/** The batches from one on that hold, newest first, or those that were undone. */
export function batchesFrom(database: Database, runNo: number, batchNo: number, isUndone: boolean): readonly number[] {
  return rowsOf(
    database,
    sql`
      select distinct batch_no from decisions
      where run_no = ${runNo} and batch_no >= ${batchNo} and (undone_at is not null) = ${isUndone ? 1 : 0}
      order by batch_no desc`,
  ).map(([no]) => Number(no));
}
