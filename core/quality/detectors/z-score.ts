import type { Detector } from './detector.ts';
import { placeIn } from './others.ts';

/** How many standard deviations of the others (of a sample, n − 1) a value lies from their mean. */
export const zScore: Detector = {
  name: 'z-score',
  title: 'standard deviations from the mean',
  limits: { low: 3.5, medium: 3, high: 2.5 },
  prepare: (peers, limit) => {
    // Large numbers close together keep their digits where they are counted from one of them.
    const centre = peers[peers.length >> 1] ?? 0;
    const all = momentsOf(peers, centre);
    return (value, isPeer) => {
      const { count, mean, squares } = isPeer ? momentsWithout(peers, value, centre, all) : all;
      const deviation = Math.sqrt(Math.max(0, squares) / (count - 1));
      if (!(deviation > 0)) return undefined;
      const from = centre + mean;
      return {
        low: from - limit * deviation,
        high: from + limit * deviation,
        score: Math.abs(value - centre - mean) / deviation,
      };
    };
  },
};

interface Moments {
  readonly count: number;
  /** Counted from the centre. */
  readonly mean: number;
  readonly squares: number;
}

function momentsOf(values: Iterable<number>, centre: number): Moments {
  let [count, mean, squares] = [0, 0, 0];
  for (const value of values) {
    count++;
    const off = value - centre - mean;
    mean += off / count;
    squares += off * (value - centre - mean);
  }
  return { count, mean, squares };
}

/** Removes a value from the moments; where it made up nearly all of the spread, the rest is summed again. */
function momentsWithout(peers: Float64Array, value: number, centre: number, { mean, squares }: Moments): Moments {
  const count = peers.length - 1;
  const own = value - centre;
  const others = mean - (own - mean) / count;
  const left = squares - (own - mean) * (own - others);
  if (squares === 0 || left > squares * 1e-6) return { count, mean: others, squares: left };
  const place = placeIn(peers, value);
  return momentsOf(
    peers.filter((_, index) => index !== place),
    centre,
  );
}
