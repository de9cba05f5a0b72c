import type { Measure } from '#core/contract/figures.ts';

/** What a label of a day is about: a figure is one thing, its date another. Columns have no spaces in their names. */
export function dayKey(date: string, { of, column }: Measure): string {
  return column === undefined ? `${of} by ${date}` : `${of} of ${column} by ${date}`;
}
