import { type QueryKey, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

/** What long work tells while it goes on, and at last what came of it. */
type Event<Outcome> =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly outcome: Outcome };

interface Work<Outcome> {
  readonly queryKey: QueryKey;
  readonly enabled?: boolean;
  /** Whether the outcome is kept for the next time; otherwise it is worked out again. */
  readonly isKept?: boolean;
  readonly begin: (signal: AbortSignal) => Promise<AsyncIterable<Event<Outcome>>>;
}

/** The outcome of long work; while it goes on, how far it is (0 to 1). It is stopped when nobody waits for it any more. */
export function useFollowed<Outcome>({ queryKey, enabled = true, isKept = true, begin }: Work<Outcome>) {
  const [share, setShare] = useState<number>();
  const query = useQuery({
    queryKey,
    enabled,
    ...(!isKept && { gcTime: 0 }),
    queryFn: async ({ signal }): Promise<Outcome> => {
      setShare(undefined);
      for await (const event of await begin(signal)) {
        if (event.kind === 'done') return event.outcome;
        setShare(event.total > 0 ? event.done / event.total : undefined);
      }
      throw new Error('The work was interrupted. Try again.');
    },
  });
  return { outcome: query.data, error: query.error, share };
}
