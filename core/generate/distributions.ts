import type { Random } from './random.ts';

/** Means above this are drawn in parts, so that the product of numbers below 1 does not run out of digits. */
const largestPart = 30;

/** A number of events where `mean` are expected: Poisson distributed (Knuth, The Art of Computer Programming 3.4.1). */
export function poisson(random: Random, mean: number): number {
  let events = 0;
  for (let left = mean; left > 0; left -= largestPart) {
    const limit = Math.exp(-Math.min(left, largestPart));
    for (let product = random.next(); product > limit; product *= random.next()) events++;
  }
  return events;
}

/** A number whose logarithm is normally distributed, with this median; `sigma` is the deviation of the logarithm (Box and Muller 1958). */
export function logNormal(random: Random, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return median * Math.exp(sigma * normal);
}
