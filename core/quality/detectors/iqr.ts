import type { Detector } from './detector.ts';
import { placeIn, quantile, without } from './others.ts';

/** How many times the middle half of the others a value lies beyond its ends (Tukey 1977). */
export const iqr: Detector = {
  name: 'iqr',
  title: 'times the middle half beyond its ends',
  limits: { low: 2, medium: 1.5, high: 1.2 },
  prepare: (peers, limit) => (value, isPeer) => {
    const others = without(peers, isPeer ? placeIn(peers, value) : -1);
    const [lower, upper] = [quantile(others, 0.25), quantile(others, 0.75)];
    const width = upper - lower;
    if (!(width > 0)) return undefined;
    return {
      low: lower - limit * width,
      high: upper + limit * width,
      score: Math.max(lower - value, value - upper, 0) / width,
    };
  },
};
