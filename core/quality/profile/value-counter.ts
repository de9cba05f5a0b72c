import { createDistinctCounter, type DistinctCounter } from './distinct-counter.ts';

/** Counts how often each value stands there: exactly while there are few, then about. */
export interface ValueCounter {
  readonly see: (value: string | number) => void;
  /** Each value with its count, most frequent first; where it is not exact, the frequent ones, each at least so often. */
  readonly counts: () => readonly (readonly [string | number, number])[];
  readonly distinct: () => number;
  readonly isExact: () => boolean;
}

/** Frequent values that are followed once there are too many to follow all; the algorithm of Misra and Gries (1982). */
const followed = 1000;

/** Makes a counter that follows at most so many different values. */
export function createValueCounter(mostDistinct: number): ValueCounter {
  let counts = new Map<string | number, number>();
  let about: DistinctCounter | undefined;
  const overflow = (value: string | number): void => {
    about = createDistinctCounter();
    for (const known of counts.keys()) about.see(String(known));
    about.see(String(value));
    counts = new Map(sorted(counts).slice(0, followed));
  };
  return {
    see: (value) => {
      about?.see(String(value));
      const count = counts.get(value);
      if (count !== undefined) counts.set(value, count + 1);
      else if (counts.size < (about ? followed : mostDistinct)) counts.set(detached(value), 1);
      else if (about) lower(counts);
      else overflow(value);
    },
    counts: () => sorted(counts),
    distinct: () => about?.estimate() ?? counts.size,
    isExact: () => about === undefined,
  };
}

function sorted<Value extends string | number>(counts: ReadonlyMap<Value, number>): readonly (readonly [Value, number])[] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

function lower(counts: Map<string | number, number>): void {
  for (const [value, count] of counts) {
    if (count === 1) counts.delete(value);
    else counts.set(value, count - 1);
  }
}

/** A part of a text keeps the whole text in memory: what is kept for long is copied. */
export function detached<Value extends string | number>(value: Value): Value {
  return typeof value === 'string' && value.length > 12 ? JSON.parse(JSON.stringify(value)) : value;
}
