import { describe, expect, it } from 'vitest';
import { addDays } from '#core/quality/expression/calendar.ts';
import { calendarBaseline, type DayFigure } from '#core/quality/figures/calendar-baseline.ts';
import { type ComparedRecords, explainMove, type Segment } from '#core/quality/figures/explain-move.ts';
import { shareOf } from '#core/quality/profile/hash.ts';

/** Numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let drawn = 0;
  return () => shareOf(drawn++, seed);
}

const columns = { region: 4, channel: 3, product: 12, team: 6 };
type Column = keyof typeof columns;

/** Two months of sales, of which some were changed: the values of a record by column, and its weight. */
function salesOf(random: () => number, change: (values: Record<Column, number>, weight: number) => number): ComparedRecords {
  const rows = Array.from({ length: 4000 }, () => {
    const values = Object.fromEntries(
      Object.entries(columns).map(([name, count]) => [name, Math.floor(random() ** 1.5 * count)]),
    ) as Record<Column, number>;
    const weight = Math.exp(2 + random() + random());
    const period = random() < 0.5 ? 0 : 1;
    return { values, period, weight: period === 1 ? change(values, weight) : weight };
  });
  return {
    period: Uint8Array.from(rows, ({ period }) => period),
    weight: Float64Array.from(rows, ({ weight }) => weight),
    dimensions: Object.entries(columns).map(([name, count]) => ({
      name,
      values: Array.from({ length: count }, (_, at) => `${name} ${at}`),
      codes: Uint8Array.from(rows, ({ values }) => values[name as Column]),
    })),
  };
}

const told = (segment: Segment | undefined): string =>
  (segment?.terms ?? [])
    .map(({ value }) => String(value))
    .sort()
    .join(' and ');

const nextDay = (day: string): string => addDays(day, 1) ?? day;

describe('why a figure moved', () => {
  it('the segment that was changed comes first in 95 of 100 trials, whether it grew or shrank', () => {
    let first = 0;
    for (let trial = 0; trial < 100; trial++) {
      const random = randomOf(trial);
      const names = Object.keys(columns) as Column[];
      const name = names[Math.floor(random() * names.length)] ?? 'region';
      const at = Math.floor(random() * Math.min(3, columns[name]));
      const factor = random() < 0.5 ? 0.4 : 2;
      const [segment] = explainMove(
        salesOf(random, (values, weight) => (values[name] === at ? weight * factor : weight)),
        3,
      );
      if (told(segment) === `${name} ${at}`) first++;
    }
    expect(first).toBeGreaterThanOrEqual(95);
  });

  it('two values that changed only together are told together', () => {
    let first = 0;
    for (let trial = 0; trial < 40; trial++) {
      const random = randomOf(1000 + trial);
      const records = salesOf(random, ({ region, channel }, weight) => (region === 0 && channel === 0 ? weight * 3 : weight));
      if (told(explainMove(records, 3)[0]) === 'channel 0 and region 0') first++;
    }
    expect(first).toBeGreaterThanOrEqual(38);
  });

  it('a second reason is looked for among the records that the first one leaves', () => {
    const records = salesOf(randomOf(7), ({ region, product }, weight) =>
      region === 1 ? weight * 3 : product === 2 ? weight * 2 : weight,
    );
    const segments = explainMove(records, 3);
    expect(segments.slice(0, 2).map(told)).toEqual(['region 1', 'product 2']);
    // The figures are those of all records of a segment.
    const of = (name: string, value: string) => {
      const dimension = records.dimensions.find((one) => one.name === name);
      const code = dimension?.values.indexOf(value) ?? -1;
      return records.period.reduce(
        (sum, period, row) => sum + (period === 1 && dimension?.codes[row] === code ? (records.weight[row] ?? 0) : 0),
        0,
      );
    };
    expect(segments[0]?.after).toBeCloseTo(of('region', 'region 1'), 6);
    expect(segments[1]?.after).toBeCloseTo(of('product', 'product 2'), 6);
  });

  it('what moved only among the records that another segment leaves is no reason', () => {
    for (let seed = 0; seed < 20; seed++) {
      const records = salesOf(randomOf(300 + seed), ({ region }, weight) => (region === 0 ? weight * 0.6 : weight));
      const change = (of: Uint8Array) => records.weight.reduce((sum, weight, row) => sum + (of[row] === 1 ? weight : -weight), 0);
      const least = 0.05 * Math.abs(change(records.period));
      for (const { before, after } of explainMove(records, 3)) expect(Math.abs(after - before)).toBeGreaterThanOrEqual(least);
    }
  });

  it('where nothing differs, nothing is told', () => {
    const records = salesOf(randomOf(3), (_, weight) => weight);
    const same = { ...records, weight: records.weight.map(() => 1), period: records.period.map((_, at) => at % 2) };
    expect(explainMove(same, 3)).toEqual([]);
  });
});

/** A year and a half of days: busy on weekdays, quiet on weekends, with a bill on the first of the month and a close on the last. */
function days(change: Readonly<Record<string, number>> = {}): DayFigure[] {
  const random = randomOf(11);
  const figures: DayFigure[] = [];
  for (let day = '2023-01-01'; day < '2024-07-01'; day = nextDay(day)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const base = weekday === 0 || weekday === 6 ? 20 : 100 + weekday;
    const bill = day.endsWith('-01') ? 900 : 0;
    const close = nextDay(day).endsWith('-01') ? 300 : 0;
    figures.push({ day, value: change[day] ?? base + bill + close + 10 * (random() - 0.5) });
  }
  return figures;
}

function unusual(
  figures: readonly DayFigure[],
  { holidays = [], leftOut = [] }: { readonly holidays?: readonly string[]; readonly leftOut?: readonly string[] } = {},
): readonly string[] {
  const baselines = calendarBaseline(figures, { holidays: new Set(holidays), leftOut: new Set(leftOut), limit: 3.5 });
  return figures.flatMap(({ day, value }, at) => {
    const one = baselines[at];
    return one && (value < one.low || value > one.high) ? [day] : [];
  });
}

describe('figures of days', () => {
  it('a bill on the first, a close on the last and quiet weekends are usual', () => {
    expect(unusual(days()).length).toBeLessThan(0.02 * days().length);
    expect(unusual(days()).filter((day) => day.endsWith('-01') || nextDay(day).endsWith('-01'))).toEqual([]);
  });

  it('a bill that is missing, a busy Sunday and a bill on another day are not', () => {
    const found = unusual(days({ '2023-09-01': 100, '2023-10-08': 100, '2024-02-14': 1000, '2024-03-31': 20 }));
    expect(found).toEqual(expect.arrayContaining(['2023-09-01', '2023-10-08', '2024-02-14', '2024-03-31']));
  });

  it('a day never shapes its own limits, and what is left out shapes none', () => {
    const limitsOf = (value: number, leftOut: readonly string[] = []) => {
      const figures = days({ '2023-10-11': value });
      return calendarBaseline(figures, { holidays: new Set(), leftOut: new Set(leftOut), limit: 3.5 });
    };
    const at = days().findIndex(({ day }) => day === '2023-10-11');
    expect(limitsOf(1e6)[at]?.high).toBe(limitsOf(0)[at]?.high);
    const [wild, calm] = [limitsOf(1e6, ['2023-10-11']), limitsOf(0, ['2023-10-11'])];
    const withoutScore = (one: (typeof wild)[number]) => ({ ...one, score: 0 });
    expect(wild.map(withoutScore)).toEqual(calm.map(withoutScore));
  });

  it('holidays are compared with holidays', () => {
    const holidays = ['2023-01-06', '2023-04-10', '2023-05-17', '2023-12-25', '2024-01-08', '2024-05-17'];
    const closed = days(Object.fromEntries(holidays.map((day, at) => [day, 2 + (at % 3)])));
    expect(unusual(closed)).toEqual(expect.arrayContaining(holidays));
    expect(unusual(closed, { holidays }).filter((day) => holidays.includes(day))).toEqual([]);
    expect(unusual(days({ ...Object.fromEntries(holidays.map((day) => [day, 2])), '2023-05-17': 140 }), { holidays })).toContain(
      '2023-05-17',
    );
  });

  it('a few days say nothing, and figures that never change are usual', () => {
    expect(unusual(days().slice(0, 20))).toEqual([]);
    const flat = days().map(({ day }) => ({ day, value: 0 }));
    expect(unusual(flat)).toEqual([]);
    expect(unusual(flat.map((one) => (one.day === '2023-08-08' ? { ...one, value: 3 } : one)))).toEqual(['2023-08-08']);
  });
});
