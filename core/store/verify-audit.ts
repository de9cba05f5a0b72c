import { auditEventsThat } from '#core/contract/audit-events.ts';
import { join, sql } from '#core/sql/sql.ts';
import { verifyAudit } from '#core/workspace/audit.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** Verifies the hash chain, and that every run that ended has its last line in it, so that no tail was cut off. */
export function verifiedAudit(database: Database) {
  const chain = verifyAudit(database);
  if (chain.brokenAt !== null)
    return {
      ...chain,
      message: `entry ${chain.brokenAt} of the audit log was altered, removed or inserted; the ${chain.verified} entries before it are intact`,
    };
  const [lost] = rowsOf(
    database,
    sql`
      select run_id
      from runs
      where status <> 'running'
        and not exists (
          select 1
          from audit_log
          where audit_log.run_id = runs.run_id
            and event_type in (${join(auditEventsThat('ends').map((type) => sql`${type}`))})
        )
      limit 1`,
  );
  if (lost)
    return {
      ...chain,
      brokenAt: chain.verified + 1,
      message: `the last entry of run ${lost[0]} is missing: the end of the audit log was cut off`,
    };
  return { ...chain, message: `all ${chain.verified} entries of the audit log are intact` };
}
