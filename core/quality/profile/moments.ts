/** Count, mean, spread and ends of numbers, in one pass. */
export interface Moments {
  readonly see: (value: number) => void;
  readonly figures: () => {
    readonly count: number;
    readonly mean: number;
    readonly deviation: number | null;
    readonly sum: number;
    readonly least: number;
    readonly most: number;
  };
}

/**
 * The recurrence of Welford (1962) for the spread, counted from the first value, so that large numbers close together keep their digits, and a
 * sum compensated as by Neumaier (1974).
 */
export function createMoments(): Moments {
  let count = 0;
  let first = 0;
  let mean = 0;
  let squares = 0;
  let sum = 0;
  let lost = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  return {
    see: (value) => {
      if (count++ === 0) first = value;
      const off = value - first - mean;
      mean += off / count;
      squares += off * (value - first - mean);
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
      if (value < least) least = value;
      if (value > most) most = value;
    },
    figures: () => ({
      count,
      mean: count === 0 ? 0 : (sum + lost) / count,
      deviation: count < 2 ? null : Math.sqrt(squares / (count - 1)),
      sum: sum + lost,
      least,
      most,
    }),
  };
}
