import { createChannel } from './channel.ts';
import { contractError } from './contract-error.ts';

interface ProgressEvent {
  readonly kind: 'progress';
  readonly done: number;
  readonly total: number;
}

/** What long work gets from whoever follows it. */
export interface Following {
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** The progress of long work, and at last what came of it; the work is stopped when nobody listens any more. */
export async function* followed<Outcome>(
  begin: (following: Following) => Promise<Outcome>,
  signal: AbortSignal | undefined,
): AsyncGenerator<ProgressEvent | { readonly kind: 'done'; readonly outcome: Outcome }> {
  const events = createChannel<ProgressEvent>();
  const stop = new AbortController();
  if (signal?.aborted) stop.abort();
  signal?.addEventListener('abort', () => stop.abort(), { once: true });
  const outcome = (async () =>
    begin({ onProgress: (done, total) => events.push({ kind: 'progress', done, total }), signal: stop.signal }))();
  outcome.then(
    () => events.end(),
    () => events.end(),
  );
  try {
    yield* events;
    yield { kind: 'done', outcome: await outcome };
  } catch (error) {
    // Once there were events nobody else turns a failure into an error of the contract.
    throw contractError(error);
  } finally {
    stop.abort();
  }
}
