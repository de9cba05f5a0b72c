import { formatPercent } from '#core/contract/percent.ts';
import { noteFigures } from '#core/models/note-figures.ts';
import { showRun } from '#core/models/show-run.ts';
import { sentenceOfCheck } from '#core/records/told-check.ts';
import { failedModels, forgetRunFailures } from '#core/store/run-failures.ts';
import type { RunContext } from '../run-context.ts';
import { createFailureNoter } from '../without-failing.ts';

/** Scores the run, keeps its metrics and reconciles totals found in two ways. Throws a Failure (RUN_FAILED) where they differ. */
export async function summarize(context: RunContext): Promise<void> {
  const {
    workspace: { database },
    run,
    pipeline,
    options,
    log,
  } = context;
  const own = { ...run, pipeline };
  showRun(database, own);
  context.report({ stage: 'summarize', dataset: null, rows: 0, bytes: 0, totalBytes: 0 });
  forgetRunFailures(database, run.no, ['rule', 'reconciliation']);
  const { score, reconciled, checks } = noteFigures(database, own, failedModels(database, run.no), createFailureNoter(context));
  for (const check of checks)
    if (check.status === 'failed') log('summarize', 'WARNING', `${check.dataset}: ${sentenceOfCheck(check)}`);
  for (const { id, leftValue } of reconciled) log('summarize', 'INFO', `✓ ${id} reconciles: ${leftValue}`);
  const told =
    options.skipped.length > 0 ? 'none, because the run is partial' : score === null ? 'not applicable' : formatPercent(score);
  log('summarize', 'INFO', `✓ score ${told}`);
}
