import { endBy, grace } from './end-by.ts';

/** Waits until somebody ends the program; what then does not end in time is ended. */
export function untilStopped(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        setTimeout(() => endBy(signal), grace).unref();
        done();
      });
  });
}
