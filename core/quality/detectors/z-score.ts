import type { Detector } from './detector.ts';
import { placeIn } from './others.ts';

/** How many standard deviations of the others (of a sample, n − 1) a value lies from their mean. */
export const zScore: Detector = {
  name: 'z-score',
  title: 'standard deviations from the mean',
  limits: { low: 3.5, medium: 3, high: 2.5 },
  prepare: (peers, limit) => {
    const { mean, squares } = momentsOf(peers);
    return (value) => {
      const place = placeIn(peers, value);
      const others = place < 0 ? { mean, squares, count: peers.length } : momentsWithout(peers, place, mean, squares);
      const deviation = Math.sqrt(Math.max(0, others.squares) / (others.count - 1));
      if (!(deviation > 0)) return undefined;
      return {
        low: others.mean - limit * deviation,
        high: others.mean + limit * deviation,
        score: Math.abs(value - others.mean) / deviation,
      };
    };
  },
};

function momentsOf(values: Iterable<number>) {
  let [count, mean, squares] = [0, 0, 0];
  for (const value of values) {
    count++;
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
  }
  return { count, mean, squares };
}

/** Takes a value out of the moments again; where it was nearly all of the spread, what is left is added up anew. */
function momentsWithout(peers: Float64Array, place: number, mean: number, squares: number) {
  const value = peers[place] ?? 0;
  const count = peers.length - 1;
  const others = mean - (value - mean) / count;
  const left = squares - (value - mean) * (value - others);
  if (left > squares * 1e-6) return { count, mean: others, squares: left };
  return momentsOf(peers.filter((_, index) => index !== place));
}
