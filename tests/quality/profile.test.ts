import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDatasetProfiler } from '#core/quality/profile/dataset-profiler.ts';
import { createDistinctCounter } from '#core/quality/profile/distinct-counter.ts';
import { shareOf } from '#core/quality/profile/hash.ts';
import { createHistogram } from '#core/quality/profile/histogram.ts';
import { createQuantileSketch, quantilesOf, rankError } from '#core/quality/profile/quantile-sketch.ts';
import { condensed, patternOf } from '#core/quality/profile/text-pattern.ts';
import { createValueCounter } from '#core/quality/profile/value-counter.ts';

const many = 200_000;
const shares = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1];
const streams: Readonly<Record<string, (index: number) => number>> = {
  rising: (index) => index,
  falling: (index) => -index,
  skewed: (index) => Math.exp(8 * shareOf(index)),
  'of few values': (index) => index % 3,
};

describe('quantiles', () => {
  it.each(Object.entries(streams))('of %s numbers are off by no more than is said', (_, numberAt) => {
    const sketch = createQuantileSketch();
    const all = Array.from({ length: many }, (__, index) => numberAt(index));
    for (const value of all) sketch.see(value);
    all.sort((a, b) => a - b);
    for (const [place, value] of sketch.quantiles(shares).entries()) {
      const below = all.findIndex((one) => one >= value) / many;
      const upTo = (all.findLastIndex((one) => one <= value) + 1) / many;
      const share = shares[place] ?? 0;
      expect(Math.max(0, below - share, share - upTo)).toBeLessThanOrEqual(rankError);
    }
  });

  it('of known values are those that R and NumPy give', () => {
    const values = [15, 20, 35, 40, 50].map((value) => [value, 1] as const);
    expect(quantilesOf(values, [0, 0.05, 0.3, 0.4, 0.5, 1])).toEqual([15, 16, 23, 29, 35, 50]);
  });
});

describe('a histogram', () => {
  it('counts every number once, in the bin that holds it', () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -1e9, max: 1e9 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 4 }), (units, scale) => {
        const histogram = createHistogram(scale);
        for (const one of units) histogram.see(one);
        const values = units.map((one) => one / 10 ** scale);
        const bins = histogram.linear(Math.min(...values), Math.max(...values));
        for (const { from, to, count } of bins)
          expect(values.filter((value) => (from === null || value >= from) && (to === null || value < to)).length).toBe(count);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(units.length);
        expect(bins.length).toBeLessThanOrEqual(23);
      }),
    );
  });

  it('takes no more room for many numbers, and stays exact', () => {
    const histogram = createHistogram(0);
    for (let index = 0; index < many; index++) histogram.see(Math.floor(Math.exp(20 * shareOf(index))));
    expect(histogram.fine().length).toBeLessThanOrEqual(2000);
    const values = Array.from({ length: many }, (_, index) => Math.floor(Math.exp(20 * shareOf(index))));
    for (const { from, to, count } of histogram.logarithmic())
      expect(values.filter((value) => value >= (from ?? 0) && value < (to ?? Number.POSITIVE_INFINITY)).length).toBe(count);
  });

  it('keeps what lies beyond its ends in the first and the last bin', () => {
    const histogram = createHistogram(2);
    for (const units of [-100_000, 5, 15, 25, 999_999]) histogram.see(units);
    const bins = histogram.linear(0, 1);
    expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([null, null]);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(5);
  });
});

describe('counts of values', () => {
  it('are exact while there are few, and then at least so many', () => {
    const exact = createValueCounter(10);
    for (const value of ['a', 'b', 'a']) exact.see(value);
    expect([exact.isExact(), exact.distinct(), exact.counts()]).toEqual([
      true,
      2,
      [
        ['a', 2],
        ['b', 1],
      ],
    ]);
    const about = createValueCounter(1000);
    for (let index = 0; index < 100_000; index++) about.see(index % 4 === 0 ? 'often' : `value ${index}`);
    expect(about.isExact()).toBe(false);
    const [[value, count] = ['', 0]] = about.counts();
    expect(value).toBe('often');
    expect(count).toBeLessThanOrEqual(25_000);
    expect(count).toBeGreaterThan(24_000);
    expect(about.distinct() / 75_001).toBeCloseTo(1, 1);
  });

  it.each([10, 1000, 30_000, 300_000])('of %d different texts are estimated within 3 %%', (count) => {
    const counter = createDistinctCounter();
    for (let index = 0; index < count; index++) {
      counter.see(`customer ${index}`);
      counter.see(`customer ${index}`);
    }
    expect(Math.abs(counter.estimate() / count - 1)).toBeLessThan(0.03);
  });
});

it.each([
  ['CA-2018-152156', 'AA-9999-999999', 'A+-9+-9+'],
  ['Jürgen Ähnlich', 'Aaaaaa Aaaaaaa', 'Aa+ Aa+'],
  ['x@y.org', 'a@a.aaa', 'a@a.a+'],
])('%s is built as %s', (text, pattern, shorter) => {
  expect(patternOf(text)).toBe(pattern);
  expect(condensed(pattern)).toBe(shorter);
});

describe('a dataset', () => {
  const column = (name: string, type: 'text' | 'integer' | 'decimal' | 'date', scale?: number) => ({
    name,
    header: name,
    type,
    scale,
  });
  const profile = (rows: readonly (readonly (string | number | null)[])[]) => {
    const profiler = createDatasetProfiler(
      [column('id', 'text'), column('price', 'decimal', 2), column('discount', 'decimal', 2), column('day', 'date')],
      '2025-06-01',
    );
    for (const row of rows)
      profiler.see(
        row.map((cell) => (cell === 'x' ? null : cell)),
        row.map((cell) => (cell === 'x' ? 'x' : undefined)),
      );
    return profiler.profile({ dataset: 'd', broken: 0, isWhole: true });
  };

  it('puts every record of a column in one of three, and tells figures in units', () => {
    const [, price] = profile([
      ['a', 1050, 0, '2025-01-01'],
      ['b', null, 0, '2025-01-02'],
      ['c', 'x', 0, '2025-01-03'],
      ['d', 150, 0, '2025-01-04'],
    ]).columns;
    expect(price).toMatchObject({ missing: 1, unread: 1, filled: 2, lowest: '1.50', highest: '10.50' });
    expect(price?.numbers).toMatchObject({ mean: 6, sum: 12 });
    expect(price?.unreadTop).toEqual([{ value: 'x', count: 1 }]);
  });

  it('finds duplicates, mixed units, days to come and columns that are missing together', () => {
    const rows = Array.from({ length: 200 }, (_, index) => [
      `k${index}`,
      index % 20 === 0 ? null : index * 100,
      index % 20 === 0 ? null : index % 10 === 1 ? 1500 : 15,
      index === 7 ? '2025-06-02' : '2025-05-05',
    ]);
    const { findings, duplicates } = profile([...rows, ...rows.slice(3, 5)]);
    expect(duplicates).toEqual({ records: 2, among: 202 });
    const kinds = findings.map(({ kind, records }) => [kind, records]);
    expect(kinds).toContainEqual(['duplicate records', 2]);
    expect(kinds).toContainEqual(['mixed units', 20]);
    expect(kinds).toContainEqual(['future', 1]);
    expect(kinds).toContainEqual(['missing together', 10]);
  });

  it('counts days in bins without gaps, and those far from all others in the last', () => {
    const rows = Array.from({ length: 500 }, (_, index) => [`k${index}`, 1, 1, `2024-0${1 + (index % 3)}-05`]);
    const bins = profile([...rows, ['far', 1, 1, '2199-01-01']]).columns[3]?.days?.bins;
    expect(bins?.map(({ from, to }) => [from, to])).toEqual([
      ['2024-01', '2024-02'],
      ['2024-02', '2024-03'],
      ['2024-03', null],
    ]);
    expect(bins?.reduce((sum, { count }) => sum + count, 0)).toBe(501);
  });

  it('tells how numbers go together', () => {
    const rows = Array.from({ length: 500 }, (_, index) => [`k${index}`, index * 7, 10_000 - index * 7, '2025-05-05']);
    expect(profile(rows).correlations.pairs).toEqual([{ a: 'price', b: 'discount', r: expect.closeTo(-1, 9) }]);
  });
});
