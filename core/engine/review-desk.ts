import type { Reviews } from './reviews.ts';
import { type Asking, startWorkThread, type WorkThread } from './work-thread.ts';

type Input<Name extends keyof Reviews> = Parameters<Reviews[Name]>[1];
type Answer<Name extends keyof Reviews> = ReturnType<Reviews[Name]>;

/** Writes decisions one after the other on a thread of its own, so that nobody who only asks ever waits for them. */
export interface ReviewDesk {
  readonly ask: <Name extends keyof Reviews>(name: Name, input: Input<Name>, asking?: Asking) => Promise<Answer<Name>>;
  /** Waits for what is being written, and lets go of the workspace. */
  readonly close: () => Promise<void>;
}

/** Makes a desk for the workspace that `path` gives at the time of asking, when it is `ready`. */
export function createReviewDesk(path: () => string, ready: () => Promise<void>): ReviewDesk {
  let thread: WorkThread | undefined;
  const begin = (): WorkThread => {
    const started = startWorkThread('review-thread', {
      workerData: { workspacePath: path() },
      memoryMb: 768,
      onEnd: () => {
        if (thread === started) thread = undefined;
      },
    });
    return started;
  };
  return {
    ask: async (name, input, asking) => {
      await ready();
      thread ??= begin();
      // The reviews on the other side have these very types.
      return (await thread.ask(name, input, asking)) as never;
    },
    close: async () => {
      const open = thread;
      thread = undefined;
      await open?.close(Number.POSITIVE_INFINITY);
    },
  };
}
