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
    figures: () => ({
      months: [...months]
        .sort((a, b) => a[0] - b[0])
        .map(([key, count]) => ({
          month: `${String(Math.floor(key / 12)).padStart(4, '0')}-${String((key % 12) + 1).padStart(2, '0')}`,
          count,
        })),
      weekdays,
      future,
    }),
  };
}

/** The day of the week, Monday 0, by the method of Sakamoto (1992). */
function weekdayOf(year: number, month: number, day: number): number {
  const shifted = month < 3 ? year - 1 : year;
  const sunday0 =
    shifted + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + (offsets[month - 1] ?? 0) + day;
  return (sunday0 + 6) % 7;
}
