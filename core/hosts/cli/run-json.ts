import type { RunDetail } from '#core/contract/runs.ts';

/** What `winnow run --json` prints. */
export function runJson({
  runId,
  status,
  durationMs,
  datasets,
  score,
  scoreWeights,
  quality,
  results,
  checks,
  notEvaluated,
  fileNotes,
  neverApplied,
  outputs,
  tables,
  pipeline,
  skipped,
  startedAt,
  finishedAt,
}: RunDetail) {
  return {
    runId,
    pipeline,
    status,
    quality,
    skipped,
    startedAt,
    finishedAt,
    durationMs,
    datasets,
    score,
    scoreWeights,
    results,
    checks,
    notEvaluated,
    fileNotes,
    neverApplied,
    outputs,
    tables,
  };
}
