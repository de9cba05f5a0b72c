import type { FiguresOverTime, Measure } from '#core/contract/figures.ts';

/** A figure of a month. */
export interface MonthFigure {
  /** yyyy-MM */
  readonly month: string;
  readonly value: number;
  readonly records: number;
  readonly from: string;
  readonly to: string;
}

/** Whether a figure is a share of the records, and not a sum. */
export function isShare({ of }: Measure): boolean {
  return of === 'exceptions' || of === 'missing';
}

/** The figures of days as figures of months. */
export function monthsOf({ days, measure }: FiguresOverTime): readonly MonthFigure[] {
  return [...Map.groupBy(days, ({ day }) => day.slice(0, 7))].map(([month, own]) => {
    const records = own.reduce((sum, one) => sum + one.records, 0);
    const weight = own.reduce((sum, { value, records: all }) => sum + (value ?? 0) * (isShare(measure) ? all : 1), 0);
    const value = isShare(measure) ? weight / Math.max(1, records) : weight;
    return { month, value, records, from: own[0]?.day ?? '', to: own.at(-1)?.day ?? '' };
  });
}
