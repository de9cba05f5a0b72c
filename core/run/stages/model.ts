import type { Model } from '#core/definition/models/model.ts';
import { buildModels } from '#core/models/build-models.ts';
import { showRun } from '#core/models/show-run.ts';
import { forgetRunFailures } from '#core/store/run-failures.ts';
import type { RunContext } from '../run-context.ts';
import { createFailureNoter } from '../without-failing.ts';
import { declaredExports } from './export.ts';

/** Says of a model whether it is there already. */
export type ModelKeeper = (model: Model) => boolean;

/** Builds the table of every model from the clean records of this run and the models before it; some may be there already. */
export async function model(context: RunContext, isKept?: ModelKeeper): Promise<void> {
  const {
    workspace: { database },
    run,
    pipeline,
    log,
    report,
  } = context;
  const own = { ...run, pipeline };
  context.exportsAhead.begin(declaredExports(context));
  showRun(database, own);
  forgetRunFailures(database, run.no, ['model']);
  const noteFailure = createFailureNoter(context);
  buildModels(database, own, run.startedAt, {
    tell: (name, isBuilt) => {
      if (isBuilt) log('model', 'INFO', `✓ ${name}`);
      else report({ stage: 'model', dataset: name, rows: 0, bytes: 0, totalBytes: 0 });
    },
    ...(isKept && { isKept }),
    onFailure: (name, error) => noteFailure({ part: 'model', name }, error),
  });
}
