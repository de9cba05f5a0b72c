import { counted } from '#core/contract/counted.ts';
import { buildModels } from '#core/models/build-models.ts';
import { noteFigures } from '#core/models/note-figures.ts';
import { changedSinceModels } from '#core/store/changed-since-models.ts';
import { forgetRunFailures } from '#core/store/run-failures.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import type { Database } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/**
 * Rebuilds the models of the run that is shown from the clean rows as decisions left them, and reconciles its totals, all in one
 * transaction. Throws a Failure (RUN_FAILED) where totals differ: everything is as it was then.
 */
export function refreshModels(database: Database, run: ReviewedRun, author: string, now: string): { readonly models: number } {
  const models = run.pipeline.models.length;
  database
    .transaction(() => {
      buildModels(database, run, now);
      noteFigures(database, run);
      forgetRunFailures(database, run.no);
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
