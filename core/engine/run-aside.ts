import { Failure } from '#core/contract/failure.ts';
import { type Progress, stage } from '#core/contract/progress.ts';
import type { Following } from './followed.ts';
import { type StartRun, startRun } from './start-run.ts';

/** Parts of the progress of a whole run. */
export const wholeRun = 1000;

/**
 * Runs a pipeline to its end in a workspace that goes away, with its progress in parts of `wholeRun`. Rejects with a Failure where it fails or is
 * stopped.
 */
export async function runAside(
  asked: Pick<StartRun, 'loaded' | 'inputs' | 'runDate' | 'workspacePath' | 'skipStages'>,
  { onProgress, signal }: Following,
): Promise<void> {
  assertGoesOn(signal);
  const run = await startRun({
    ...asked,
    ...{ outFolder: null, isResume: false, isTrial: true },
    onProgress: (progress) => onProgress(doneOf(progress), wholeRun),
  });
  signal.addEventListener('abort', run.stop);
  if (signal.aborted) run.stop();
  try {
    await run.done;
  } catch (error) {
    // Nothing of it stays, so that there is nothing to go on with.
    assertGoesOn(signal);
    throw error;
  } finally {
    signal.removeEventListener('abort', run.stop);
  }
}

function assertGoesOn(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('CANCELLED', 'stopped; nothing was stored');
}

function doneOf({ stage: name, bytes, totalBytes }: Progress): number {
  const at = stage.options.indexOf(name) + (totalBytes > 0 ? bytes / totalBytes : 0);
  return Math.round((at / stage.options.length) * wholeRun);
}
