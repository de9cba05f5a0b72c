import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectors } from '#core/quality/detectors/detectors.ts';
import { growForest } from '#core/quality/detectors/isolation-forest.ts';
import { medianDistance, placeIn, quantile, without } from '#core/quality/detectors/others.ts';
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
          const with1 = detector.prepare(sortedOf([...values, far]), limit)(far);
          const with2 = detector.prepare(sortedOf([...values, far * 3]), limit)(far * 3);
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
      const standing = detector.prepare(sortedOf(values), detector.limits.medium)(1000);
      expect([detector.name, 1000 > (standing?.high ?? Number.POSITIVE_INFINITY)]).toEqual([detector.name, true]);
    }
  });

  it('where the others are all the same nothing is said', () => {
    for (const detector of detectors)
      expect(detector.prepare(sortedOf([5, 5, 5, 5, 5, 9]), detector.limits.medium)(9)).toBeUndefined();
  });
});

it('a forest ranks planted records first, and is the same for the same seed', () => {
  const ordinary = Array.from({ length: 5000 }, (_, index) => [
    Math.exp(shareOf(index, 1) * 3),
    shareOf(index, 2) * 10,
    shareOf(index, 3) * 0.3,
  ]);
  const planted = Array.from({ length: 20 }, (_, index) => [Math.exp(6 + index / 10), 60 + index, 0.9]);
  const all = [...ordinary, ...planted];
  const forest = growForest(all, 7);
  const scores = all.map((record) => forest.score(record));
  const ranked = scores.map((score, index) => ({ score, index })).sort((a, b) => b.score - a.score);
  const first = ranked.slice(0, 20).filter(({ index }) => index >= ordinary.length).length;
  expect(first).toBeGreaterThanOrEqual(18);
  const again = growForest(all, 7);
  expect(all.slice(0, 50).map((record) => again.score(record))).toEqual(scores.slice(0, 50));
});
