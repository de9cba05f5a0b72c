import { shareOf } from './hash.ts';

/** Keeps enough of a stream of numbers to tell its quantiles. */
export interface QuantileSketch {
  readonly see: (value: number) => void;
  /** The value at each share of the values, from 0 to 1. */
  readonly quantiles: (shares: readonly number[]) => readonly number[];
}

const capacity = 1024;
const shrinking = 2 / 3;

/** The share of the values by which the rank of a quantile may be off, 99 times in 100 (the bound of Apache DataSketches for this size). */
export const rankError = 2.296 / capacity ** 0.9021;

/**
 * The sketch of Karnin, Lang and Liberty (2016): levels of values of which each stands for twice as many as one of the level below. A full level
 * is sorted, and every other of its values goes up. About 3,000 numbers, whatever is seen.
 */
export function createQuantileSketch(): QuantileSketch {
  const levels: number[][] = [[]];
  let compactions = 0;
  const room = (level: number): number => Math.max(8, Math.ceil(capacity * shrinking ** (levels.length - 1 - level)));
  const compact = (): void => {
    for (const [level, values] of levels.entries()) {
      if (values.length < room(level)) continue;
      const above = levels[level + 1] ?? [];
      levels[level + 1] = above;
      values.sort((a, b) => a - b);
      // An odd value stays, so that the weights sum to the count.
      const odd = values.length % 2 === 1 ? values.pop() : undefined;
      for (let place = shareOf(compactions++) < 0.5 ? 0 : 1; place < values.length; place += 2) above.push(values[place] ?? 0);
      values.length = 0;
      if (odd !== undefined) values.push(odd);
      return;
    }
  };
  return {
    see: (value) => {
      const bottom = levels[0];
      bottom?.push(value);
      if ((bottom?.length ?? 0) >= room(0)) compact();
      for (let level = 1; level < levels.length; level++) if ((levels[level]?.length ?? 0) >= room(level)) compact();
    },
    quantiles: (shares) => {
      const weighted = levels.flatMap((values, level) => values.map((value) => [value, 2 ** level] as const));
      return quantilesOf(weighted, shares);
    },
  };
}

/**
 * Quantiles of values that each stand for so many: between the two order statistics around (n − 1) × share in proportion (type 7 of Hyndman and
 * Fan 1996, the default of R and NumPy).
 */
export function quantilesOf(weighted: readonly (readonly [number, number])[], shares: readonly number[]): readonly number[] {
  const sorted = [...weighted].sort((a, b) => a[0] - b[0]);
  const ends: number[] = [];
  let total = 0;
  for (const [, weight] of sorted) {
    total += weight;
    ends.push(total);
  }
  const at = (rank: number): number => sorted[placeOf(ends, rank)]?.[0] ?? Number.NaN;
  return shares.map((share) => {
    const rank = (total - 1) * share;
    const low = at(Math.floor(rank));
    const high = at(Math.ceil(rank));
    return low + (high - low) * (rank - Math.floor(rank));
  });
}

/** The first place whose end is above a rank. */
function placeOf(ends: readonly number[], rank: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}
