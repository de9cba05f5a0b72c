import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { RunFailure } from '#core/contract/run-failure.ts';
import { buildModels } from '#core/models/build-models.ts';
import { noteFigures } from '#core/models/note-figures.ts';
import { changedSinceModels } from '#core/store/changed-since-models.ts';
import { addRunFailure, failedModels, forgetRunFailures, runFailuresOf } from '#core/store/run-failures.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import type { Database } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/**
 * Rebuilds the models of the run that is shown from the clean rows as decisions left them, and reconciles its totals, all in one
 * transaction. Throws a Failure (RUN_FAILED) where totals differ: everything is as it was then. What a run went on without may fail again.
 */
export function refreshModels(database: Database, run: ReviewedRun, author: string, now: string): { readonly models: number } {
  const models = run.pipeline.models.length;
  database
    .transaction(() => {
      const isPartial = runFailuresOf(database, run.no).length > 0;
      forgetRunFailures(database, run.no, ['model', 'rule', 'reconciliation']);
      const noteFailure = (part: Pick<RunFailure, 'part' | 'name'>, error: unknown): void => {
        if (!isPartial || !(error instanceof Failure) || error.code === 'CANCELLED') throw error;
        addRunFailure(database, run.no, { ...part, reason: error.message });
      };
      buildModels(database, run, now, { onFailure: (name, error) => noteFailure({ part: 'model', name }, error) });
      noteFigures(database, run, failedModels(database, run.no), noteFailure);
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
