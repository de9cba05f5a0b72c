import { buildModels } from '#core/models/build-models.ts';
import { showRun } from '#core/models/show-run.ts';
import type { RunContext } from '../run-context.ts';
import { declaredExports } from './export.ts';

/** Builds the table of every model from the clean records of this run and the models before it. */
export async function model(context: RunContext): Promise<void> {
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
  buildModels(database, own, run.startedAt, (name, isBuilt) => {
    if (isBuilt) log('model', 'INFO', `✓ ${name}`);
    else report({ stage: 'model', dataset: name, rows: 0, bytes: 0, totalBytes: 0 });
  });
}
