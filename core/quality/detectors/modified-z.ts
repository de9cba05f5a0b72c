import type { Detector } from './detector.ts';
import { medianDistance, placeIn, quantile, without } from './others.ts';

/** What the median distance of normal numbers is multiplied with to be their standard deviation, and what their mean distance is. */
const ofNormal = { median: 1.4826, mean: 1.2533 } as const;

/**
 * How many median distances, as standard deviations, a value lies from the median of the others; mean distances where more than half of the
 * others are the same (Iglewicz and Hoaglin 1993).
 */
export const modifiedZ: Detector = {
  name: 'modified-z',
  title: 'typical distances from the median',
  limits: { low: 4.5, medium: 3.5, high: 2.5 },
  prepare: (peers, limit) => {
    const sums = prefixSums(peers);
    return (value, isPeer) => {
      const others = without(peers, isPeer ? placeIn(peers, value) : -1);
      const middle = quantile(others, 0.5);
      const typical = ofNormal.median * medianDistance(others, middle);
      const distance = typical > 0 ? typical : ofNormal.mean * meanDistance(value, isPeer, middle);
      if (!(distance > 0)) return undefined;
      return { low: middle - limit * distance, high: middle + limit * distance, score: Math.abs(value - middle) / distance };
    };

    /** The mean distance of the others from a centre. */
    function meanDistance(value: number, isPeer: boolean, centre: number): number {
      const below = placeOf(peers, centre);
      const [left, all] = [sums[below] ?? 0, sums[peers.length] ?? 0];
      const shift = centre - (peers[0] ?? 0);
      const total = shift * below - left + (all - left - shift * (peers.length - below));
      if (!isPeer) return total / peers.length;
      const own = Math.abs(value - centre);
      // Where the value is most of the total, what is left after it has lost its digits.
      const others = own > total / 2 ? peers.reduce((sum, peer) => sum + Math.abs(peer - centre), -own) : total - own;
      return Math.max(0, Math.abs(others) < own * 1e-12 ? 0 : others) / (peers.length - 1);
    }
  },
};

/** The sums of the first so many numbers, each less the first of all, so that large numbers lose nothing. */
function prefixSums(sorted: Float64Array): Float64Array {
  const sums = new Float64Array(sorted.length + 1);
  for (const [place, value] of sorted.entries()) sums[place + 1] = (sums[place] ?? 0) + (value - (sorted[0] ?? 0));
  return sums;
}

/** How many sorted numbers are less than one. */
function placeOf(sorted: Float64Array, value: number): number {
  let [first, end] = [0, sorted.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((sorted[middle] ?? 0) < value) first = middle + 1;
    else end = middle;
  }
  return first;
}
