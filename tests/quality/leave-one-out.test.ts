import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();

/** Which of some numbers the rule finds, and with what sentence. */
async function outliers(values: readonly number[]): Promise<readonly { readonly record: number; readonly reason: string }[]> {
  writeFileSync(join(folder, 'd.csv'), `v\n${values.join('\n')}\n`);
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: z
datasets:
  d: { source: { path: d.csv }, columns: { v: { type: integer } }, rules: [{ id: z, rule: z-score, column: v, leave_one_out: true }] }
`,
  );
  expect((await runHere(folder, 'p.yaml', 'w.winnow')).code).toBe(0);
  const found = rowsOf(join(folder, 'w.winnow'), 'select record_id, failure_reason from validation_results order by id');
  return found.map(([record, reason]) => ({ record: Number(record), reason: String(reason) }));
}

/** The definition, written down: mean and sample deviation of all the others. */
function expected(values: readonly number[]): readonly number[] {
  if (values.length < 3) return [];
  return values.flatMap((value, at) => {
    const others = values.filter((_, index) => index !== at);
    const mean = others.reduce((sum, one) => sum + one, 0) / others.length;
    const deviation = Math.sqrt(others.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (others.length - 1));
    return Math.abs(value - mean) > 3 * deviation * (1 + 1e-9) ? [at + 1] : [];
  });
}

it('a value never widens its own limit', async () => {
  const [found, ...others] = await outliers([8, 9, 10, 11, 12, 9, 10, 11, 1000]);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ record: 9, reason: expect.stringMatching(/from the mean 10 of the other 8 values/) });
});

it('one that differs from others which are all equal is found; where all are equal nothing is', async () => {
  expect(await outliers([7, 5, 5, 5])).toEqual([
    expect.objectContaining({ record: 1, reason: 'v is "7", where the other 3 values are all 5' }),
  ]);
  expect(await outliers([5, 5, 5])).toEqual([]);
  expect(await outliers([5, 900])).toEqual([]);
});

it('finds what the definition says, however large the values', async () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }));
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 12 }), async (values) => {
      expect((await outliers(values)).map(({ record }) => record)).toEqual(expected(values));
    }),
    { numRuns: 15, seed: 7 },
  );
});
