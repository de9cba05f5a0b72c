import type { ColumnFigures } from '#core/contract/profile.ts';

/** Looks at the days of one column. */
export interface DayProfiler {
  readonly see: (day: string) => void;
  readonly figures: () => NonNullable<ColumnFigures['days']>;
}

/** Months that are listed at most; a column of birthdays has fewer. */
const mostMonths = 2400;
const offsets = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];

/** Makes a profiler of ISO dates and timestamps, seen on a day. */
export function createDayProfiler(today: string): DayProfiler {
  const months = new Map<number, number>();
  const weekdays = Array<number>(7).fill(0);
  let future = 0;
  return {
    see: (day) => {
      const year = Number(day.slice(0, 4));
      const month = Number(day.slice(5, 7));
      const key = year * 12 + month - 1;
      if (months.has(key) || months.size < mostMonths) months.set(key, (months.get(key) ?? 0) + 1);
      const weekday = weekdayOf(year, month, Number(day.slice(8, 10)));
      weekdays[weekday] = (weekdays[weekday] ?? 0) + 1;
      if (day.slice(0, 10) > today) future++;
    },
    figures: () => {
      const sorted = [...months].sort((a, b) => a[0] - b[0]);
      return {
        months: sorted.map(([key, count]) => ({ month: monthAt(key), count })),
        bins: binsOf(sorted),
        weekdays,
        future,
      };
    },
  };
}

/**
 * Months, or as many together as it takes to have few bins. Where few days lie far from all others, they are in the first or last bin, which
 * then has no end.
 */
function binsOf(months: readonly (readonly [number, number])[]): NonNullable<ColumnFigures['days']>['bins'] {
  const total = months.reduce((sum, [, count]) => sum + count, 0);
  const monthOf = (share: number): number => {
    let seen = 0;
    return months.find(([, count]) => (seen += count) > total * share)?.[0] ?? 0;
  };
  const [first = 0, last = 0] = [months[0]?.[0], months.at(-1)?.[0]];
  const [low, high] = [monthOf(rareShare), monthOf(1 - rareShare)];
  const isClipped = last - first > 4 * (high - low + 1);
  const [from, to] = isClipped ? [low, high] : [first, last];
  const width = widths.find((some) => (to - from) / some < mostBins) ?? 1200;
  const start = Math.floor(from / width);
  const counts = Array<number>(Math.floor(to / width) - start + 1).fill(0);
  for (const [month, count] of months) {
    const place = Math.min(Math.max(Math.floor(month / width) - start, 0), counts.length - 1);
    counts[place] = (counts[place] ?? 0) + count;
  }
  const isBelow = first < start * width;
  const isAbove = last >= (start + counts.length) * width;
  return counts.map((count, place) => ({
    from: place === 0 && isBelow ? null : monthAt((start + place) * width),
    to: place === counts.length - 1 && isAbove ? null : monthAt((start + place + 1) * width),
    count,
  }));
}

/** The share of the days at either end that may be left out of the scale. */
const rareShare = 0.01;
const widths = [1, 3, 12, 60, 120];
const mostBins = 22;

function monthAt(place: number): string {
  return `${String(Math.floor(place / 12)).padStart(4, '0')}-${String((place % 12) + 1).padStart(2, '0')}`;
}

/** The day of the week, Monday 0, by the method of Sakamoto (1992). */
function weekdayOf(year: number, month: number, day: number): number {
  const shifted = month < 3 ? year - 1 : year;
  const sunday0 =
    shifted + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + (offsets[month - 1] ?? 0) + day;
  return (sunday0 + 6) % 7;
}
