import { type Sql, sql } from '#core/contract/sql.ts';
import { type Database, rowsOf, run } from './open.ts';

/** Whether an exception ever waited: of a clean record about which something was decided only that stands there. */
export const hasWaited: Sql = sql`since <> 'flagged'`;

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
  // Of some that persist this is known already.
  const own = sql`run_no = ${runNo} and since not in ('decided', 'flagged', 'persisting')`;
  const set = (since: string, where: Sql): void =>
    void run(database, sql`update exception_rows set since = ${since} where ${own} and ${where}`);
  // Of those that are left these are few, so that they are looked for among all, and not all among them.
  const among = (others: Sql): Sql => sql`
    (dataset, fingerprint) in (
      select dataset, fingerprint from fingerprints where ${others} and (dataset, fingerprint) in (select dataset, fingerprint from exception_rows where ${own})
      union
      select dataset, fingerprint from exception_rows where ${others} and ${hasWaited} and (dataset, fingerprint) in (select dataset, fingerprint from exception_rows where ${own}))`;
  // Most stand where they stood.
  set(
    'persisting',
    sql`exists (
      select 1 from exception_rows b
      where b.run_no = ${beforeNo} and b.dataset = exception_rows.dataset and b.record_id = exception_rows.record_id
        and b.fingerprint = exception_rows.fingerprint and b.since <> 'flagged')`,
  );
  set('regressed', among(sql`run_no < ${beforeNo}`));
  set('persisting', among(sql`run_no = ${beforeNo}`));
  for (const [dataset] of rowsOf(database, sql`select distinct dataset from exception_rows where ${own} and since = 'new'`)) {
    const known = knownClean(String(dataset));
    if (known) set('regressed', sql`dataset = ${String(dataset)} and since = 'new' and record_id in (${known})`);
  }
}
