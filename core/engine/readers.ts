import { Worker } from 'node:worker_threads';
import type { Batch } from '#core/run/batches/batch.ts';
import type { Readers } from '#core/run/batches/reading.ts';
import { type Channel, createChannel } from './channel.ts';
import type { ReaderMessage, ReaderRequest } from './reader-messages.ts';
import { messageToFailure } from './thread-failure.ts';
import { threadUrl } from './thread-url.ts';

interface Reader {
  readonly worker: Worker;
  /** Where its messages go now. */
  inbox: Channel<ReaderMessage>;
}

/** Starts the first thread, which is ready by the time it is needed; another starts whenever all are busy. */
export function createReaders(): Readers {
  const all = new Set<Reader>();
  let idle: Reader[] = [];
  const start = (): Reader => {
    const worker = new Worker(threadUrl('reader-thread'), {
      resourceLimits: { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 48 },
    });
    const reader: Reader = { worker, inbox: createChannel() };
    worker.on('message', (message: ReaderMessage) => reader.inbox.push(message));
    worker.on('error', (error) => reader.inbox.end(new Error(threadSentence(error))));
    worker.on('exit', () => {
      reader.inbox.end(new Error('the reading thread ended early'));
      all.delete(reader);
      idle = idle.filter((other) => other !== reader);
    });
    all.add(reader);
    return reader;
  };
  idle.push(start());

  return {
    read: (job) => {
      const reader = idle.pop() ?? start();
      const inbox = createChannel<ReaderMessage>();
      reader.inbox = inbox;
      const tell = (request: ReaderRequest): void => reader.worker.postMessage(request);
      tell(job);
      return {
        async *batches(): AsyncGenerator<Batch> {
          for await (const message of inbox) {
            if (message.kind === 'failure') throw messageToFailure(message);
            if (message.kind === 'end') break;
            yield message.batch;
            tell('taken');
          }
          idle.push(reader);
        },
      };
    },
    close: async () => {
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}

function threadSentence(error: unknown): string {
  const isMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? 'the records are too large to be read within the memory that a run may use; divide the file or its columns'
    : `the reading thread failed: ${String(error)}`;
}
