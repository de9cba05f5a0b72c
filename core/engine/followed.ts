import { contractError } from './contract-error.ts';
import type { Asking } from './work-thread.ts';

/** What long work tells as it goes on, and at last what it came to; it ends early when nobody listens any more. */
export async function* followed<Outcome>(
  begin: (asking: Required<Asking>) => Promise<Outcome>,
  signal: AbortSignal | undefined,
): AsyncGenerator<
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly outcome: Outcome }
> {
  const events: { readonly kind: 'progress'; readonly done: number; readonly total: number }[] = [];
  let wake = (): void => {};
  let isDone = false;
  const stop = new AbortController();
  if (signal?.aborted) stop.abort();
  signal?.addEventListener('abort', () => stop.abort(), { once: true });
  const onProgress = (done: number, total: number): void => {
    events.push({ kind: 'progress', done, total });
    wake();
  };
  const outcome = (async () => begin({ onProgress, signal: stop.signal }))().finally(() => {
    isDone = true;
    wake();
  });
  outcome.catch(() => undefined);
  try {
    while (!isDone || events.length > 0) {
      const event = events.shift();
      if (event) yield event;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    yield { kind: 'done', outcome: await outcome };
  } catch (error) {
    // Nobody else does it once there were events.
    throw contractError(error);
  } finally {
    if (!isDone) stop.abort();
  }
}
