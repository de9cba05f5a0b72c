import { modelTable, recordsTable } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';
import { rememberExceptions } from './standing.ts';

/**
 * Lets go of the records, findings and changes of a run and of raw rows that no kept run needs; what stays is its line,
 * ledger, rule results and the fingerprints of exceptions that are gone. Call it in a transaction.
 */
export function discardRecords(database: Database, runNo: number): void {
  // Those that wait in the run that is shown stand there.
  rememberExceptions(
    database,
    runNo,
    sql`
      run_no = ${runNo}
      and exists (select 1 from runs where run_no = ${runNo} and status = 'succeeded')
      and not exists (
        select 1
        from exception_rows shown
        where shown.run_no = (select run_no from runs where is_published = 1)
          and shown.dataset = exception_rows.dataset
          and shown.record_id = exception_rows.record_id
          and shown.fingerprint = exception_rows.fingerprint
          and shown.since = 'persisting')`,
  );
  run(database, sql`delete from exception_rows where run_no = ${runNo}`);
  run(database, sql`delete from violations where rule_result_id in (select id from rule_results where run_no = ${runNo})`);
  run(database, sql`delete from cell_changes where cause_id in (select id from change_causes where run_no = ${runNo})`);
  run(database, sql`delete from change_causes where run_no = ${runNo}`);
  run(database, sql`delete from decision_cells where run_no = ${runNo}`);
  for (const [dataset] of rowsOf(database, sql`select dataset from run_sources where run_no = ${runNo}`)) {
    run(database, sql`drop table if exists ${recordsTable(String(dataset), runNo)}`);
  }
  for (const [name] of rowsOf(
    database,
    sql`select name from sqlite_schema where type = 'table' and name glob ${`model_*_${runNo}`}`,
  )) {
    run(database, sql`drop table if exists ${modelTable(String(name).slice(6, -`_${runNo}`.length), runNo)}`);
  }
  run(database, sql`update runs set is_kept = 0, is_resumable = 0 where run_no = ${runNo}`);
  const orphans = sql`
    select id
    from sources
    where id not in (select source_id from run_sources join runs using (run_no) where is_kept = 1)`;
  run(database, sql`delete from raw_blocks where source_id in (${orphans})`);
  run(database, sql`delete from raw_forms where source_id in (${orphans})`);
  run(database, sql`update sources set is_complete = 0 where id in (${orphans})`);
}
