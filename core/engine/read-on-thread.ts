import { Worker } from 'node:worker_threads';
import type { Batch, ReadJob } from '#core/run/batches/batch.ts';
import { createChannel } from './channel.ts';
import type { ReaderMessage } from './reader-messages.ts';
import { messageToFailure } from './thread-failure.ts';
import { threadUrl } from './thread-url.ts';

/** Reads a dataset on a thread of its own, a few batches ahead of whoever takes them. The thread ends with the loop. */
export async function* readOnThread(job: ReadJob): AsyncGenerator<Batch> {
  const worker = new Worker(threadUrl('reader-thread'), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 48 },
  });
  const inbox = createChannel<ReaderMessage>();
  worker.on('message', inbox.push);
  worker.on('error', (error) => inbox.end(new Error(threadSentence(error))));
  worker.on('exit', () => inbox.end(new Error('the reading thread ended early')));
  try {
    for await (const message of inbox) {
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
