// Rules over single columns as a person would write them down, for the tests that judge the shipped samples again. Nothing of `core` is imported.
import { dayOf, groupBy, isEmpty, scaled } from './plain.ts';

export type Row = Readonly<Record<string, string>>;

/** The id of a rule that a row breaks; false where it does not. */
export type Verdict = string | false;

/** A row with the rules that it breaks. */
export interface Judged {
  readonly row: number;
  readonly cells: Row;
  readonly broken: readonly string[];
  readonly isClean: boolean;
}

/** Judges all rows of a table; those of `warnings` keep no row from being clean. */
export function judgeAll(
  table: readonly Row[],
  rules: (row: Row) => readonly Verdict[],
  warnings: readonly string[] = [],
): readonly Judged[] {
  return table.map((cells, index) => {
    const broken = rules(cells).filter((rule) => rule !== false);
    return { row: index + 1, cells, broken, isClean: broken.every((rule) => warnings.includes(rule)) };
  });
}

export const text = (row: Row, column: string): string => row[column] ?? '';
export const date = (given = ''): string | undefined => {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(given) ?? [];
  return dayOf(year, month, day);
};
export const cents = (given = ''): number | undefined => scaled(given, 2);
export const whole = (given = ''): number | undefined => scaled(given, 0);
export const email = (given: string): string | undefined => (/^[^\s@]+@[^\s@.]+\.[^\s@]+$/.test(given) ? given : undefined);

export const required = (row: Row, ...columns: readonly string[]): readonly Verdict[] =>
  columns.map((column) => isEmpty(text(row, column)) && `${column}_required`);

export const unique = (table: readonly Row[], column: string): ((row: Row) => Verdict) => {
  const groups = groupBy(table, (row) => text(row, column));
  return (row) => !isEmpty(text(row, column)) && (groups.get(text(row, column))?.length ?? 0) > 1 && `${column}_unique`;
};

export const typed = (row: Row, column: string, read: (given: string) => unknown): Verdict =>
  !isEmpty(text(row, column)) && read(text(row, column)) === undefined && `${column}_type`;

export const inWindow = (column: string, day: string | undefined, last: string): Verdict =>
  day !== undefined && (day < '2000-01-01' || day > last) && `${column}_window`;

export const among = (row: Row, column: string, values: readonly string[]): Verdict =>
  !isEmpty(text(row, column)) && !values.includes(text(row, column)) && `${column}_values`;

export const orphan = (row: Row, column: string, parents: ReadonlyMap<string, unknown>): Verdict =>
  !isEmpty(text(row, column)) && !parents.has(text(row, column)) && `${column}_reference`;

/** The rows of a table by the text of a column. */
export const by = (table: readonly Row[], column: string): ReadonlyMap<string, readonly Row[]> =>
  groupBy(table, (row) => text(row, column));
