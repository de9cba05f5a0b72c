import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectors } from '#core/quality/detectors/detectors.ts';
import { growForest } from '#core/quality/detectors/isolation-forest.ts';
import { modifiedZ } from '#core/quality/detectors/modified-z.ts';
import { medianDistance, placeIn, quantile, without } from '#core/quality/detectors/others.ts';
import { zScore } from '#core/quality/detectors/z-score.ts';
import { shareOf } from '#core/quality/profile/hash.ts';

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 60 });
const sortedOf = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();
const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
};

describe('a value is judged by the others alone', () => {
  it('medians and their distances are those of the numbers without it', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (values, pick) => {
        const value = values[pick % values.length] ?? 0;
        const rest = values.filter((_, index) => index !== pick % values.length);
        const sorted = sortedOf(values);
        const others = without(sorted, placeIn(sorted, value));
        expect(quantile(others, 0.5)).toBeCloseTo(medianOf(rest), 9);
        const centre = medianOf(rest);
        expect(medianDistance(others, centre)).toBeCloseTo(medianOf(rest.map((one) => Math.abs(one - centre))), 9);
      }),
    );
  });

  it('limits do not move with the value', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1000, max: 1e9 }), (values, far) => {
        for (const detector of detectors) {
          const limit = detector.limits.medium;
          const with1 = detector.prepare(sortedOf([...values, far]), limit)(far, true);
          const with2 = detector.prepare(sortedOf([...values, far * 3]), limit)(far * 3, true);
          if (!with1 || !with2) {
            expect([detector.name, with1 === undefined]).toEqual([detector.name, with2 === undefined]);
            continue;
          }
          expect(with1.high).toBeCloseTo(with2.high, 5);
          expect(with1.low).toBeCloseTo(with2.low, 5);
        }
      }),
    );
  });

  it('1000 among eight values from 8 to 12 is found, however it is looked for', () => {
    const values = [8, 9, 10, 10, 11, 11, 12, 9, 1000];
    for (const detector of detectors) {
      const standing = detector.prepare(sortedOf(values), detector.limits.medium)(1000, true);
      expect([detector.name, 1000 > (standing?.high ?? Number.POSITIVE_INFINITY)]).toEqual([detector.name, true]);
    }
  });

  it('where the others are all the same nothing is said', () => {
    for (const detector of detectors)
      expect(detector.prepare(sortedOf([5, 5, 5, 5, 5, 9]), detector.limits.medium)(9, true)).toBeUndefined();
  });
});

it('large whole numbers close together are judged in all their digits', () => {
  const random = Array.from({ length: 5000 }, (_, index) => Math.floor(shareOf(index, 5) * 21));
  const peers = [...random, 40];
  const centre = 9e14;
  const standing = zScore.prepare(sortedOf(peers.map((value) => centre + value)), 3)(centre + 40, true);
  const mean = random.reduce((sum, value) => sum + value, 0) / random.length;
  const deviation = Math.sqrt(random.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (random.length - 1));
  expect(standing?.score).toBeCloseTo((40 - mean) / deviation, 6);
});

it('where more than half of the others are the same, distances are mean ones', () => {
  const values = [...Array<number>(60).fill(1), ...Array.from({ length: 40 }, (_, index) => index + 2), 100_000];
  const standing = modifiedZ.prepare(sortedOf(values), 3.5)(100_000, true);
  const others = values.slice(0, -1);
  const mean = others.reduce((sum, value) => sum + Math.abs(value - 1), 0) / others.length;
  expect(standing?.score).toBeCloseTo(99_999 / (1.2533 * mean), 6);
  fc.assert(
    fc.property(numbers, fc.nat(), (some, pick) => {
      const all = [...Array<number>(some.length + 1).fill(3), ...some];
      const value = all[pick % all.length] ?? 0;
      const rest = all.filter((_, index) => index !== pick % all.length);
      const centre = medianOf(rest);
      if (medianOf(rest.map((one) => Math.abs(one - centre))) > 0) return;
      const distance = 1.2533 * (rest.reduce((sum, one) => sum + Math.abs(one - centre), 0) / rest.length);
      const judged = modifiedZ.prepare(sortedOf(all), 3.5)(value, true);
      if (distance < 1e-9) expect(judged).toBeUndefined();
      else expect(judged?.score).toBeCloseTo(Math.abs(value - centre) / distance, 6);
    }),
  );
});

it('a value that is no peer is judged by all of them, even by one that equals it', () => {
  const peers = sortedOf([...Array.from({ length: 21 }, (_, index) => index + 1), 60]);
  const own = zScore.prepare(peers, 3)(60, true);
  const other = zScore.prepare(peers, 3)(60, false);
  expect(own?.score).toBeGreaterThan(7);
  expect(other?.score).toBeLessThan(5);
});

it('a forest ranks planted records first, and is the same for the same seed', () => {
  const ordinary = Array.from({ length: 5000 }, (_, index) => [
    Math.exp(shareOf(index, 1) * 3),
    shareOf(index, 2) * 10,
    shareOf(index, 3) * 0.3,
  ]);
  const planted = Array.from({ length: 20 }, (_, index) => [Math.exp(6 + index / 10), 60 + index, 0.9]);
  const all = [...ordinary, ...planted];
  const forest = growForest(all.length, (place) => all[place] ?? [], 7);
  const scores = all.map((record) => forest.score(record));
  const ranked = scores.map((score, index) => ({ score, index })).sort((a, b) => b.score - a.score);
  const first = ranked.slice(0, 20).filter(({ index }) => index >= ordinary.length).length;
  expect(first).toBeGreaterThanOrEqual(18);
  const again = growForest(all.length, (place) => all[place] ?? [], 7);
  expect(all.slice(0, 50).map((record) => again.score(record))).toEqual(scores.slice(0, 50));
});
