import { auditEventsThat } from '#core/contract/audit-events.ts';
import { join, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

const list = (types: readonly string[]): Sql => join(types.map((type) => sql`${type}`));

/** How often records were changed by decisions since the models of a run were built. */
export function changedSinceModels(database: Database, runId: string): number {
  const [count] =
    rowsOf(
      database,
      sql`
        select coalesce(sum(record_count), 0) from audit_log
        where run_id = ${runId} and event_type in (${list(auditEventsThat('changes'))})
          and id > (select max(id) from audit_log where run_id = ${runId} and event_type in ('run_succeeded', ${list(auditEventsThat('builds'))}))`,
    )[0] ?? [];
  return Number(count);
}
