import type { RunDetail } from '#core/contract/runs.ts';

/** What `winnow run --json` prints. */
export function runJson({
  runId,
  status,
  durationMs,
  datasets,
  score,
  scoreWeights,
  notEvaluated,
  fileNotes,
  neverApplied,
  outputs,
  pipeline,
  startedAt,
  finishedAt,
}: RunDetail) {
  return {
    runId,
    pipeline,
    status,
    startedAt,
    finishedAt,
    durationMs,
    datasets,
    score,
    scoreWeights,
    notEvaluated,
    fileNotes,
    neverApplied,
    outputs,
  };
}
