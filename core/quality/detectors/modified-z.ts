import type { Detector } from './detector.ts';
import { medianDistance, placeIn, quantile, without } from './others.ts';

/** What the median distance of normal numbers is multiplied with to be their standard deviation. */
const ofNormal = 1.4826;

/** How many median distances, as standard deviations, a value lies from the median of the others (Iglewicz and Hoaglin 1993). */
export const modifiedZ: Detector = {
  name: 'modified-z',
  title: 'typical distances from the median',
  limits: { low: 3.5, medium: 3.5, high: 3.5 },
  prepare: (peers, limit) => (value) => {
    const others = without(peers, placeIn(peers, value));
    const middle = quantile(others, 0.5);
    const distance = ofNormal * medianDistance(others, middle);
    if (!(distance > 0)) return undefined;
    return { low: middle - limit * distance, high: middle + limit * distance, score: Math.abs(value - middle) / distance };
  },
};
