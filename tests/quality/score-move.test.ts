import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scoreOf } from '#core/quality/score.ts';
import { scoreCauses } from '#core/quality/score-move.ts';

const rule = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  severity: fc.constantFrom('info', 'warning', 'error', 'critical' as const),
  checked: fc.integer({ min: 1, max: 1000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});
const run = fc.record({
  rules: fc
    .uniqueArray(rule, { selector: ({ id }) => id, minLength: 1 })
    .map((rules) => rules.map(({ share, ...one }) => ({ ...one, failed: Math.floor(share * one.checked) }))),
  weights: fc.record({
    info: fc.integer({ min: 0, max: 2 }),
    warning: fc.integer({ min: 1, max: 3 }),
    error: fc.integer({ min: 1, max: 5 }),
    critical: fc.integer({ min: 1, max: 9 }),
  }),
});

it('the points of all rules sum to how far the score moved', () => {
  fc.assert(
    fc.property(run, run, (before, after) => {
      const scores = [before, after].map(({ rules, weights }) => {
        const { failedWeight, checkedWeight } = scoreOf(rules, weights);
        return checkedWeight === 0 ? 100 : 100 * (1 - failedWeight / checkedWeight);
      });
      const causes = scoreCauses(before, after, ({ id }) => id);
      expect(causes.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo((scores[1] ?? 0) - (scores[0] ?? 0), 8);
    }),
  );
});

it('a rule that fails more comes first, one that is gone gives its points back', () => {
  const weights = { info: 0, warning: 1, error: 3, critical: 5 };
  const of = (id: string, failed: number) => ({ id, severity: 'error' as const, checked: 100, failed });
  const causes = scoreCauses(
    { rules: [of('a', 10), of('b', 5), of('gone', 20)], weights },
    { rules: [of('a', 10), of('b', 60)], weights },
    ({ id }) => id,
  );
  expect(causes.map(({ before, after }) => (after ?? before)?.id)).toEqual(['b', 'gone', 'a']);
  expect(causes[0]?.points).toBeLessThan(0);
  expect(causes[1]?.points).toBeGreaterThan(0);
});
