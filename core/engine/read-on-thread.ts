import { Worker } from 'node:worker_threads';
import type { Batch, ReadJob } from '#core/run/batches/batch.ts';
import type { ReaderMessage } from './reader-messages.ts';
import { messageToFailure } from './thread-failure.ts';
import { threadUrl } from './thread-url.ts';

/** Reads a dataset on a thread of its own, a few batches ahead of whoever takes them. The thread ends with the loop. */
export async function* readOnThread(job: ReadJob): AsyncGenerator<Batch> {
  const worker = new Worker(threadUrl('reader-thread'), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 48 },
  });
  const inbox: ReaderMessage[] = [];
  let wake: (() => void) | undefined;
  const put = (message: ReaderMessage): void => {
    inbox.push(message);
    wake?.();
  };
  worker.on('message', put);
  worker.on('error', (error) => put({ kind: 'failure', code: null, message: threadSentence(error), stack: undefined }));
  worker.on('exit', () => put({ kind: 'failure', code: null, message: 'the reading thread ended early', stack: undefined }));
  try {
    for (;;) {
      if (inbox.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const message = inbox.shift();
      if (!message) continue;
      if (message.kind === 'end') return;
      if (message.kind === 'failure') throw messageToFailure(message);
      yield message.batch;
      worker.postMessage('taken');
    }
  } finally {
    await worker.terminate();
  }
}

function threadSentence(error: unknown): string {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? 'the records are too large to be read within the memory that a run may use; divide the file or its columns'
    : `the reading thread failed: ${String(error)}`;
}
