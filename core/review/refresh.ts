import { auditEventsThat } from '#core/contract/audit-events.ts';
import { counted } from '#core/contract/counted.ts';
import { buildModels } from '#core/models/build-models.ts';
import { noteFigures } from '#core/models/note-figures.ts';
import { join, type Sql, sql } from '#core/sql/sql.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

const list = (types: readonly string[]): Sql => join(types.map((type) => sql`${type}`));

/**
 * Rebuilds the models of the run that is shown from the clean rows as decisions left them, and reconciles its totals, all in one
 * transaction. Throws a Failure (RUN_FAILED) where totals differ: everything is as it was then.
 */
export function refreshModels(database: Database, run: ReviewedRun, author: string, now: string): { readonly models: number } {
  const models = run.pipeline.models.length;
  database
    .transaction(() => {
      buildModels(database, run, now, () => {});
      noteFigures(database, run);
      appendAudit(database, {
        runId: run.id,
        type: 'models_rebuilt',
        description: `${counted(models, 'model')} rebuilt from the clean rows as they are (by ${author})`,
        count: changedSinceModels(database, run.id),
        timestamp: now,
      });
    })
    .immediate();
  return { models };
}

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
