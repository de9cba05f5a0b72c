import type { QueryThreadData } from './query-thread-data.ts';
import { startWorkThread, type WorkThread } from './work-thread.ts';

/** Starts a thread that answers queries about a workspace. */
export function startQueryThread(workspacePath: string, onEnd: () => void): WorkThread {
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
