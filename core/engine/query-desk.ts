import { Worker } from 'node:worker_threads';
import type { Queries } from './queries.ts';
import type { QueryJob, QueryReply } from './query-messages.ts';
import { messageToFailure } from './thread-failure.ts';
import { threadUrl } from './thread-url.ts';

type Input<Name extends keyof Queries> = Parameters<Queries[Name]>[1];
type Answer<Name extends keyof Queries> = ReturnType<Queries[Name]>;

/** Answers questions that may take long on threads of their own: pages on one, sums and charts on another. */
export interface QueryDesk {
  readonly ask: <Name extends keyof Queries>(name: Name, input: Input<Name>) => Promise<Answer<Name>>;
  /** Starts the threads before anybody asks. */
  readonly warm: () => void;
  /** Lets go of the workspace; the next question opens it again. */
  readonly close: () => Promise<void>;
}

/** What a person waits for at every key has a thread on which nothing else is asked. */
const lanes: { readonly [Name in keyof Queries]?: string } = {
  page: 'pages',
  find: 'pages',
  tryCells: 'trials',
  splitLine: 'trials',
  suggest: 'trials',
  duplicates: 'trials',
};

/** Makes a desk for the workspace that `path` gives at the time of asking. */
export function createQueryDesk(path: () => string): QueryDesk {
  const threads = new Map<string, Promise<QueryThread>>();
  const threadFor = (lane: string): Promise<QueryThread> => {
    const started = threads.get(lane) ?? startThread(path(), () => threads.delete(lane));
    threads.set(lane, started);
    return started;
  };
  return {
    ask: async (name, input) => {
      const thread = await threadFor(lanes[name] ?? 'sums');
      // The queries on the other side have these very types.
      return (await thread.ask(name, input)) as never;
    },
    warm: () => {
      for (const lane of ['pages', 'sums'])
        void threadFor(lane).then((thread) => thread.ask('warm', null).catch(() => undefined));
    },
    close: async () => {
      const open = [...threads.values()];
      threads.clear();
      await Promise.all(open.map(async (thread) => (await thread).close()));
    },
  };
}

/** How long a thread may take to end by itself, in milliseconds. */
const patience = 500;

interface QueryThread {
  readonly ask: (name: string, input: unknown) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

async function startThread(workspacePath: string, onEnd: () => void): Promise<QueryThread> {
  const asked = new SharedArrayBuffer(4);
  const count = new Int32Array(asked);
  const job: QueryJob = { workspacePath, asked };
  const worker = new Worker(threadUrl('query-thread'), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  const waiting = new Map<number, { readonly resolve: (answer: unknown) => void; readonly reject: (error: unknown) => void }>();
  const ended = new Promise<void>((resolve) => worker.on('exit', () => resolve()));
  const fail = (error: unknown): void => {
    onEnd();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (reply: QueryReply) => {
    const asker = waiting.get(reply.id);
    waiting.delete(reply.id);
    // What is open for answering only must not keep the program alive.
    if (waiting.size === 0) worker.unref();
    if (reply.kind === 'answer') asker?.resolve(reply.answer);
    else asker?.reject(messageToFailure(reply));
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread of queries ended early')));
  return {
    ask: (name, input) =>
      new Promise((resolve, reject) => {
        const id = Atomics.add(count, 0, 1);
        waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ id, name, input });
      }),
    close: async () => {
      worker.ref();
      worker.postMessage('close');
      // A question that takes long is not waited for.
      await Promise.race([ended, new Promise<void>((resolve) => setTimeout(resolve, patience).unref())]);
      await worker.terminate();
    },
  };
}
