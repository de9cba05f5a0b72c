import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Lane, type Queries, queries } from './queries.ts';
import { warmUp } from './query-thread-data.ts';
import { startQueryThread } from './start-query-thread.ts';
import type { Asking, WorkThread } from './work-thread.ts';

type Input<Name extends keyof Queries> = Parameters<Queries[Name]['answer']>[1];
type Answer<Name extends keyof Queries> = ReturnType<Queries[Name]['answer']>;

/** Answers questions that may take long on threads of their own: each lane of questions on its own. */
export interface QueryDesk {
  readonly ask: <Name extends keyof Queries>(name: Name, input: Input<Name>, asking?: Asking) => Promise<Answer<Name>>;
  /** Starts the threads before anybody asks. */
  readonly warm: () => void;
  /** Lets go of the workspace; the next question opens it again. */
  readonly close: () => Promise<void>;
}

/** How long a thread may take to end by itself, in milliseconds: what is asked of it is told to stop. */
const patience = 10_000;

/** Gives back what this thread no longer needs; V8 itself waits for the next work. */
function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  // The function is only there in contexts that are made from now on.
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}

/** How long a thread is kept while nothing is asked of it, in milliseconds. */
const idleTime = 20_000;

/** Makes a desk for the workspace that `path` gives at the time of asking, when it is `ready`. */
export function createQueryDesk(path: () => string, ready: () => Promise<void>): QueryDesk {
  const threads = new Map<string, WorkThread>();
  const threadFor = (lane: string): WorkThread => {
    const known = threads.get(lane);
    if (known) return known;
    const started: WorkThread = startQueryThread(path(), () => {
      if (threads.get(lane) === started) threads.delete(lane);
    });
    threads.set(lane, started);
    return started;
  };
  const pending = new Map<WorkThread, number>();
  const idle = new Map<string, NodeJS.Timeout>();
  /** Threads that end, and have the workspace open until then. */
  const ending = new Set<Promise<void>>();
  const end = (thread: WorkThread): Promise<void> => {
    const ended = thread.close(patience).finally(() => ending.delete(ended));
    ending.add(ended);
    return ended;
  };
  /** Asks a thread, and ends it when nothing was asked for a while: what it keeps takes 50 to 100 MB, and it starts again in a moment. */
  const askIn = async (lane: string, name: string, input: unknown, asking?: Asking): Promise<unknown> => {
    const thread = threadFor(lane);
    pending.set(thread, (pending.get(thread) ?? 0) + 1);
    try {
      return await thread.ask(name, input, asking);
    } finally {
      const left = (pending.get(thread) ?? 1) - 1;
      if (left > 0) pending.set(thread, left);
      else pending.delete(thread);
      clearTimeout(idle.get(lane));
      if (left === 0) idle.set(lane, setTimeout(() => void rest(lane, thread), idleTime).unref());
    }
  };
  const rest = async (lane: string, thread: WorkThread): Promise<void> => {
    if ((pending.get(thread) ?? 0) > 0 || threads.get(lane) !== thread) return;
    threads.delete(lane);
    await end(thread);
    if (threads.size === 0) collectGarbage();
  };
  return {
    // The queries on the other side have these very types.
    ask: async (name, input, asking) => {
      await ready();
      return (await askIn(queries[name].lane, name, input, asking)) as never;
    },
    warm: () => {
      const warm = async (lane: Lane): Promise<void> => {
        await ready();
        await askIn(lane, warmUp, null);
      };
      // Charts are asked for later than rows and sums.
      Promise.all((['rows', 'sums'] as const).map(warm))
        .then(() => warm('charts'))
        .catch(() => undefined);
    },
    close: async () => {
      for (const timer of idle.values()) clearTimeout(timer);
      for (const thread of threads.values()) void end(thread);
      threads.clear();
      await Promise.all(ending);
    },
  };
}
