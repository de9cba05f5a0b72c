import type { ColumnFigures } from '#core/contract/profile.ts';
import { createHistogram } from './histogram.ts';
import { createMoments } from './moments.ts';
import { createQuantileSketch, quantilesOf, rankError } from './quantile-sketch.ts';

type NumberFigures = NonNullable<ColumnFigures['numbers']>;

/** Looks at the numbers of one column. */
export interface NumberProfiler {
  readonly see: (value: number) => void;
  /** What they come to; of numbers all of which were counted, exactly. */
  readonly figures: (counts: readonly (readonly [number, number])[] | undefined) => NumberFigures | null;
}

/** Decimal places of numbers in a column that states none. */
const placesWithoutScale = 6;
const shares = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995] as const;
/** Fewer values have no middle half worth the name. */
const fewestForFences = 20;

/** Makes a profiler of numbers in units, with so many decimal places. */
export function createNumberProfiler(scale: number | undefined): NumberProfiler {
  const places = scale ?? placesWithoutScale;
  const perUnit = 10 ** places;
  const moments = createMoments();
  const sketch = createQuantileSketch();
  const histogram = createHistogram(places);
  let zeros = 0;
  let negatives = 0;
  let fractions = 0;
  let wholes = 0;
  return {
    see: (value) => {
      moments.see(value);
      sketch.see(value);
      histogram.see(Math.round(value * perUnit));
      if (value === 0) zeros++;
      else if (value < 0) negatives++;
      else if (value < 1) fractions++;
      else if (Number.isInteger(value)) wholes++;
    },
    figures: (counts) => {
      const { count, mean, deviation, sum, least, most } = moments.figures();
      if (count === 0) return null;
      const values = counts ? quantilesOf(counts, shares) : sketch.quantiles(shares);
      const at = (share: (typeof shares)[number]): number => values[shares.indexOf(share)] ?? 0;
      const isSkewed = least >= 0 && most > 0 && at(0.99) - at(0.5) > 10 * Math.max(at(0.75) - at(0.25), 1 / perUnit);
      const [low, high] = most - least > 4 * (at(0.995) - at(0.005)) ? [at(0.005), at(0.995)] : [least, most];
      const isLogarithmic = isSkewed && most > 100 * Math.max(at(0.25), 1 / perUnit);
      return {
        mean,
        deviation,
        sum,
        zeros,
        negatives,
        fractions,
        wholes,
        quantiles: shares.map((share) => ({ share, value: at(share) })),
        rankError: counts ? 0 : rankError,
        histogram: isLogarithmic
          ? { scale: 'logarithmic', bins: [...histogram.logarithmic()] }
          : { scale: 'linear', bins: [...histogram.linear(low, high)] },
        fences: count < fewestForFences ? null : fencesOf(at(0.25), at(0.75), counts ?? histogram.fine()),
      };
    },
  };
}

/** The fences of Tukey (1977), and how many of the values counted lie outside. */
function fencesOf(lower: number, upper: number, counts: readonly (readonly [number, number])[]): NumberFigures['fences'] {
  const reach = 1.5 * (upper - lower);
  const [low, high] = [lower - reach, upper + reach];
  const outside = (isOut: (value: number) => boolean): number =>
    counts.reduce((sum, [value, times]) => sum + (isOut(value) ? times : 0), 0);
  return { low, high, below: outside((value) => value < low), above: outside((value) => value > high) };
}
