import { randomBytes } from 'node:crypto';
import { Failure } from '#core/contract/failure.ts';
import type { Progress } from '#core/contract/progress.ts';
import type { LogEntry } from '#core/contract/runs.ts';
import { createChannel } from './channel.ts';
import type { StartedRun } from './start-run.ts';

/** What a run tells while it goes on. */
export type RunEvent =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  | { readonly kind: 'ended'; readonly runId: string | null; readonly code: string | null; readonly message: string | null };

type Listener = (event: RunEvent) => void;

interface Entry {
  last: RunEvent | undefined;
  run: StartedRun | undefined;
  readonly listeners: Set<Listener>;
}

/** Keeps the runs that were started here, so that others can follow and stop them. */
export interface RunDesk {
  /** Takes in a run; one at a time. Returns its ticket. */
  readonly start: (begin: (tell: Listener) => Promise<StartedRun>) => Promise<string>;
  readonly follow: (ticket: string, signal?: AbortSignal) => AsyncGenerator<RunEvent>;
  readonly stop: (ticket: string) => boolean;
  /** The ticket of the run that is under way. */
  readonly current: () => string | null;
  /** Stops whatever is under way and waits until it has ended. */
  readonly close: () => Promise<void>;
}

/** Runs that can still be asked about once they have ended. */
const maxTickets = 100;

/** Makes an empty desk. */
export function createRunDesk(): RunDesk {
  const entries = new Map<string, Entry>();
  const entryOf = (ticket: string): Entry => {
    const entry = entries.get(ticket);
    if (!entry) throw new Failure('NOT_FOUND', `there is no run with the ticket ${ticket}`);
    return entry;
  };
  let isBusy = false;

  return {
    current: () => [...entries].find(([, { last }]) => last?.kind !== 'ended')?.[0] ?? null,
    close: async () => {
      const runs = [...entries.values()].flatMap(({ run, last }) => (run && last?.kind !== 'ended' ? [run] : []));
      for (const run of runs) run.stop();
      await Promise.allSettled(runs.map(({ done }) => done));
    },
    start: async (begin) => {
      if (isBusy) throw new Failure('CONFLICT', 'a run is under way already; wait until it has ended or stop it');
      isBusy = true;
      const ticket = randomBytes(8).toString('hex');
      const entry: Entry = { last: undefined, run: undefined, listeners: new Set() };
      const tell: Listener = (event) => {
        if (event.kind !== 'log') entry.last = event;
        for (const listener of entry.listeners) listener(event);
      };
      const end = (runId: string | null, error: unknown): void => {
        isBusy = false;
        const code = error instanceof Failure ? error.code : error === null ? null : 'BUG';
        tell({ kind: 'ended', runId, code, message: error instanceof Error ? error.message : null });
      };
      entries.set(ticket, entry);
      const [oldest] = entries.keys();
      if (oldest !== undefined && entries.size > maxTickets) entries.delete(oldest);
      try {
        entry.run = await begin(tell);
      } catch (error) {
        isBusy = false;
        entries.delete(ticket);
        throw error;
      }
      entry.run.done.then(
        (runId) => end(runId, null),
        (error: unknown) => end(null, error),
      );
      return ticket;
    },
    follow: (ticket, signal) => eventsOf(entryOf(ticket), signal),
    stop: (ticket) => {
      const { run, last } = entryOf(ticket);
      run?.stop();
      return last?.kind !== 'ended';
    },
  };
}

async function* eventsOf(entry: Entry, signal: AbortSignal | undefined): AsyncGenerator<RunEvent> {
  const events = createChannel<RunEvent>();
  if (entry.last) events.push(entry.last);
  const abort = (): void => events.end();
  entry.listeners.add(events.push);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    for await (const event of events) {
      yield event;
      if (event.kind === 'ended') return;
    }
  } finally {
    entry.listeners.delete(events.push);
    signal?.removeEventListener('abort', abort);
  }
}
