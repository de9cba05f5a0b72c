import { type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** Whether an exception ever waited: of a clean record about which something was decided only that stands there. */
export const hasWaited: Sql = sql`since <> 'flagged'`;

/** Keeps the fingerprints of exceptions that will no longer be there, as those of a run in which they waited. */
export function rememberExceptions(database: Database, runNo: number, which: Sql): void {
  run(
    database,
    sql`
      insert or ignore into fingerprints (run_no, dataset, fingerprint)
      select ${runNo}, dataset, fingerprint
      from exception_rows
      where ${which} and ${hasWaited}`,
  );
}

/**
 * Notes how the exceptions of a run stand to the runs before it: persisting where the one before has them too; regressed where an earlier
 * one had them, or where the one before has the record and found nothing wrong; the others stay new.
 */
export function noteStanding(
  database: Database,
  runNo: number,
  beforeNo: number,
  knownClean: (dataset: string) => Sql | undefined,
): void {
  // Of some that persist this is known already, and most stand where they stood.
  const own = sql`run_no = ${runNo} and since not in ('decided', 'flagged', 'persisting')`;
  run(
    database,
    sql`
      update exception_rows set since = 'persisting'
      where ${own} and exists (
        select 1 from exception_rows b
        where b.run_no = ${beforeNo} and b.dataset = exception_rows.dataset and b.record_id = exception_rows.record_id
          and b.fingerprint = exception_rows.fingerprint and b.since <> 'flagged')`,
  );
  // Those that are left are few, so that they are looked for among all, and not all among them.
  run(database, sql`create temp table left_over as select id, dataset, record_id, fingerprint from exception_rows where ${own}`);
  run(database, sql`create index temp.left_over_by_fingerprint on left_over (dataset, fingerprint)`);
  const among = (table: Sql, others: Sql): Sql => sql`
    (dataset, fingerprint) in (
      select dataset, fingerprint from ${table} where ${others} and (dataset, fingerprint) in (select dataset, fingerprint from left_over))`;
  const set = (since: string, where: Sql): void =>
    void run(database, sql`update exception_rows set since = ${since} where id in (select id from left_over where ${where})`);
  const waitedIn = (runs: Sql): Sql =>
    sql`${among(sql`fingerprints`, runs)} or ${among(sql`exception_rows`, sql`${runs} and ${hasWaited}`)}`;
  set('regressed', waitedIn(sql`run_no < ${beforeNo}`));
  set('persisting', waitedIn(sql`run_no = ${beforeNo}`));
  // What was taken over from the run before is known to persist; the same may be elsewhere as well.
  set('persisting', among(sql`exception_rows`, sql`run_no = ${runNo} and since = 'persisting'`));
  for (const [dataset] of rowsOf(database, sql`select distinct dataset from exception_rows where ${own} and since = 'new'`)) {
    const known = knownClean(String(dataset));
    if (known)
      run(
        database,
        sql`
          update exception_rows set since = 'regressed'
          where ${own} and dataset = ${String(dataset)} and since = 'new' and record_id in (${known})`,
      );
  }
  run(database, sql`drop table temp.left_over`);
}
