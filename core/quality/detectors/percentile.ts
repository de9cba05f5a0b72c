import { type Detector, farthest } from './detector.ts';
import { placeIn, quantile, without } from './others.ts';

/** Whether a value lies beyond nearly all others, on either side. */
export const percentile: Detector = {
  name: 'percentile',
  title: 'beyond nearly all others',
  limits: { low: 0.99, medium: 0.95, high: 0.9 },
  // A score is how many times as far from the middle as the percentile.
  scoreLimit: 1,
  prepare: (peers, limit) => (value, isPeer) => {
    const others = without(peers, isPeer ? placeIn(peers, value) : -1);
    const [low, middle, high] = [quantile(others, 1 - limit), quantile(others, 0.5), quantile(others, limit)];
    if (!(high > low)) return undefined;
    const reach = value < middle ? middle - low : high - middle;
    return { low, high, score: reach > 0 ? Math.abs(value - middle) / reach : value === middle ? 0 : farthest };
  },
};
