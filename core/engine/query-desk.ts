import type { Queries } from './queries.ts';
import { type Asking, startWorkThread, type WorkThread } from './work-thread.ts';

type Input<Name extends keyof Queries> = Parameters<Queries[Name]>[1];
type Answer<Name extends keyof Queries> = ReturnType<Queries[Name]>;

/** Answers questions that may take long on threads of their own: pages on one, sums on another, charts on a third, exports on a fourth. */
export interface QueryDesk {
  readonly ask: <Name extends keyof Queries>(name: Name, input: Input<Name>, asking?: Asking) => Promise<Answer<Name>>;
  /** Starts the threads before anybody asks. */
  readonly warm: () => void;
  /** Lets go of the workspace; the next question opens it again. */
  readonly close: () => Promise<void>;
}

/** What is handed to a thread of queries. */
export interface QueryThreadData {
  readonly workspacePath: string;
  /** Counts the questions asked: work ahead of time gives way when it moves. */
  readonly asked: SharedArrayBuffer;
}

/** What a person waits for at every key, and what takes long, each have a thread on which nothing else is asked. */
const lanes: { readonly [Name in keyof Queries]?: string } = {
  page: 'pages',
  find: 'pages',
  tryCells: 'trials',
  splitLine: 'trials',
  suggest: 'trials',
  duplicates: 'trials',
  export: 'exports',
  // The SQL of a pipeline may take as long as it likes.
  chart: 'charts',
};

/** How long a thread may take to end by itself, in milliseconds: what is asked of it is told to stop. */
const patience = 10_000;

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
  return {
    // The queries on the other side have these very types.
    ask: async (name, input, asking) => {
      await ready();
      return (await threadFor(lanes[name] ?? 'sums').ask(name, input, asking)) as never;
    },
    warm: () => {
      const warmUp = async (lane: string): Promise<void> => {
        await ready();
        await threadFor(lane).ask('warm', null);
      };
      // Charts are asked for later than rows and sums.
      Promise.all(['pages', 'sums'].map(warmUp))
        .then(() => warmUp('charts'))
        .catch(() => undefined);
    },
    close: async () => {
      const open = [...threads.values()];
      threads.clear();
      await Promise.all(open.map((thread) => thread.close(patience)));
    },
  };
}

function startQueryThread(workspacePath: string, onEnd: () => void): WorkThread {
  const asked = new SharedArrayBuffer(4);
  const workerData: QueryThreadData = { workspacePath, asked };
  const thread = startWorkThread('query-thread', { workerData, memoryMb: 256, onEnd });
  return {
    ...thread,
    ask: (name, input, asking) => {
      Atomics.add(new Int32Array(asked), 0, 1);
      return thread.ask(name, input, asking);
    },
  };
}
