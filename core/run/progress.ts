import type { Progress } from '#core/contract/progress.ts';

/** A function that completes what a stage reports with elapsed time, speed and an estimate of what is left. */
export function createProgress(
  runId: string,
  milliseconds: () => number,
  tell: (progress: Progress) => void,
): (progress: Omit<Progress, 'runId' | 'elapsedMs' | 'rowsPerSecond' | 'remainingMs'>) => void {
  const began = milliseconds();
  let stage = '';
  let dataset: string | null = '';
  let since = began;
  let firstRows = 0;
  let firstBytes = 0;
  return (progress) => {
    const at = milliseconds();
    if (progress.stage !== stage || progress.dataset !== dataset) {
      ({ stage, dataset } = progress);
      since = at;
      firstRows = progress.rows;
      firstBytes = progress.bytes;
    }
    const spent = Math.max(at - since, 1);
    const bytes = progress.bytes - firstBytes;
    const remainingMs =
      bytes > 0 && progress.totalBytes > 0 ? (spent / bytes) * Math.max(progress.totalBytes - progress.bytes, 0) : null;
    tell({
      ...progress,
      runId,
      elapsedMs: at - began,
      rowsPerSecond: Math.round(((progress.rows - firstRows) / spent) * 1000),
      remainingMs,
    });
  };
}
