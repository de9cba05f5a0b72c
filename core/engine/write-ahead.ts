import { threadId } from 'node:worker_threads';
import type { WriteAhead } from '#core/run/exports-ahead.ts';
import { startQueryThread } from './start-query-thread.ts';

/** Writes exports of a run on a thread of its own, which ends with them. */
export function writeAheadOn(workspacePath: string): WriteAhead {
  return async (job, { signal, onProgress }) => {
    const thread = startQueryThread(workspacePath, () => {});
    try {
      const answer = await thread.ask('writeAhead', { ...job, owner: threadId }, { signal, onProgress });
      // The answer of that query is of exactly this type.
      return answer as Awaited<ReturnType<WriteAhead>>;
    } finally {
      await thread.close(Number.POSITIVE_INFINITY);
    }
  };
}
