import { Worker } from 'node:worker_threads';
import type { ReviewJob, ReviewReply } from './review-messages.ts';
import type { Reviews } from './reviews.ts';
import { messageToFailure } from './thread-failure.ts';
import { threadUrl } from './thread-url.ts';

type Input<Name extends keyof Reviews> = Parameters<Reviews[Name]>[1];
type Answer<Name extends keyof Reviews> = ReturnType<Reviews[Name]>;
type OnProgress = (done: number, total: number) => void;

/** Writes decisions one after the other on a thread of its own, so that nobody who only asks ever waits for them. */
export interface ReviewDesk {
  readonly ask: <Name extends keyof Reviews>(
    name: Name,
    input: Input<Name>,
    options?: { readonly onProgress?: OnProgress; readonly signal?: AbortSignal | undefined },
  ) => Promise<Answer<Name>>;
  /** Waits for what is being written, and lets go of the workspace. */
  readonly close: () => Promise<void>;
}

interface Asker {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: OnProgress;
}

/** Makes a desk for the workspace that `path` gives at the time of asking. */
export function createReviewDesk(path: () => string): ReviewDesk {
  const stopped = new SharedArrayBuffer(4);
  const waiting = new Map<number, Asker>();
  let worker: Worker | undefined;
  let last = 0;

  const begin = (): Worker => {
    const job: ReviewJob = { workspacePath: path(), stopped };
    const started = new Worker(threadUrl('review-thread'), { workerData: job, resourceLimits: { maxOldGenerationSizeMb: 768 } });
    const fail = (error: unknown): void => {
      if (worker === started) worker = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started.on('message', (reply: ReviewReply) => {
      const asker = waiting.get(reply.id);
      if (reply.kind === 'progress') {
        asker?.onProgress(reply.done, reply.total);
        return;
      }
      waiting.delete(reply.id);
      // One that is being closed keeps the program until it has ended.
      if (waiting.size === 0 && worker === started) started.unref();
      if (reply.kind === 'answer') asker?.resolve(reply.answer);
      else asker?.reject(messageToFailure(reply));
    });
    started.on('error', fail);
    started.on('exit', () => fail(new Error('the thread of reviews ended early')));
    return started;
  };

  return {
    ask: (name, input, { onProgress = () => {}, signal } = {}) =>
      new Promise((resolve, reject) => {
        worker ??= begin();
        const id = ++last;
        // The reviews on the other side have these very types.
        waiting.set(id, { resolve: (answer) => resolve(answer as never), reject, onProgress });
        signal?.addEventListener('abort', () => Atomics.store(new Int32Array(stopped), 0, id));
        worker.ref();
        worker.postMessage({ id, name, input });
      }),
    close: async () => {
      const open = worker;
      worker = undefined;
      if (!open) return;
      open.ref();
      // What was asked before is done before.
      open.postMessage('close');
      await new Promise<void>((resolve) => open.on('exit', () => resolve()));
    },
  };
}
