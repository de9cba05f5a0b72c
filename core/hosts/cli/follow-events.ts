import { endBy } from './end-by.ts';
import type { Terminal } from './terminal.ts';

type Event<Outcome> =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly outcome: Outcome };

/** Follows long work to its end with its progress in a line; Ctrl-C stops it. */
export async function followEvents<Outcome>(
  begin: (signal: AbortSignal) => Promise<AsyncIterable<Event<Outcome>>>,
  terminal: Terminal,
  describe = (done: number): string => `${done.toLocaleString('en')} done`,
): Promise<Outcome> {
  const stop = new AbortController();
  const leave = (): void => {
    stop.abort();
    process.once('SIGINT', () => endBy('SIGINT'));
  };
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
  try {
    for await (const event of await begin(stop.signal)) {
      if (event.kind === 'done') return event.outcome;
      const { done, total } = event;
      const share = total > 0 ? `${Math.floor((100 * done) / total)} % · ` : '';
      terminal.status(`${share}${describe(done)} · Ctrl-C stops`);
    }
  } finally {
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
  }
  throw new Error('the work ended without an outcome');
}
