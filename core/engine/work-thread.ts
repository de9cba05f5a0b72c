import { Worker } from 'node:worker_threads';
import { Failure } from '#core/contract/failure.ts';
import { messageToFailure } from './thread-failure.ts';
import { threadUrl } from './thread-url.ts';
import type { WorkReply, WorkRequest } from './work-messages.ts';

/** How a thread that is asked tells of its work, and how it is stopped. */
export interface Asking {
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A thread that does one thing after the other. */
export interface WorkThread {
  readonly ask: (name: string, input: unknown, asking?: Asking) => Promise<unknown>;
  /**
   * Ends it behind what was asked before; with a `patience` (in milliseconds) that is asked to stop, and no longer waited for after it. It is never
   * ended in its midst: SQL cannot be interrupted, and a thread that is taken away while SQLite calls back into it may take the program along.
   */
  readonly close: (patience: number) => Promise<void>;
}

interface Asker extends Pick<Asking, 'onProgress'> {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly leave: () => void;
}

/** Starts a thread; while nothing is asked of it, it does not keep the program alive. */
export function startWorkThread(
  program: 'query-thread' | 'review-thread' | 'definition-thread' | 'profile-thread',
  { workerData, memoryMb, onEnd }: { readonly workerData: unknown; readonly memoryMb: number; readonly onEnd: () => void },
): WorkThread {
  const worker = new Worker(threadUrl(program), { workerData, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  const waiting = new Map<number, Asker>();
  const ended = new Promise<void>((resolve) => worker.on('exit', () => resolve()));
  let last = 0;
  let isClosing = false;
  const fail = (error: unknown): void => {
    onEnd();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: WorkReply) => {
    const asker = waiting.get(reply.id);
    if (reply.kind === 'progress') {
      asker?.onProgress?.(reply.done, reply.total);
      return;
    }
    waiting.delete(reply.id);
    // One that is being closed keeps the program until it has ended.
    if (waiting.size === 0 && !isClosing) worker.unref();
    if (reply.kind === 'answer') asker?.resolve(reply.answer);
    else asker?.reject(messageToFailure(reply));
  });
  worker.on('error', fail);
  worker.on('exit', () =>
    fail(
      isClosing
        ? new Failure('CANCELLED', 'stopped: the workspace was closed in the meantime')
        : new Error(`the ${program} ended early`),
    ),
  );
  return {
    ask: (name, input, { onProgress, signal } = {}) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        const stop = new SharedArrayBuffer(4);
        const leave = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
        if (signal?.aborted) leave();
        signal?.addEventListener('abort', leave, { once: true });
        waiting.set(id, { resolve, reject, onProgress, leave });
        worker.ref();
        worker.postMessage({ id, name, input, stop } satisfies WorkRequest);
      }),
    close: async (patience) => {
      isClosing = true;
      worker.ref();
      worker.postMessage('close');
      if (patience === Number.POSITIVE_INFINITY) return ended;
      // What can end by itself takes away what it had begun.
      for (const { leave } of waiting.values()) leave();
      await Promise.race([ended, new Promise<void>((resolve) => setTimeout(resolve, patience).unref())]);
      worker.unref();
    },
  };
}
