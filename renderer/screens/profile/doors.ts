import type { ColumnFigures } from '#core/contract/profile.ts';
import type { Condition } from '#core/contract/records.ts';
import { type RowKind, type RowQuery, rowsPath } from '../../route.ts';

/** The rows that a profile is about; those of a file that was not run yet cannot be opened. */
export interface ProfiledRows {
  readonly dataset: string;
  readonly what: RowKind;
}

/** Rows whose column holds one of these values. */
export function valueDoor(rows: ProfiledRows | undefined, column: ColumnFigures, values: readonly string[]): string | undefined {
  const isNumber = column.numbers !== null;
  return opened(rows, {
    filter: [
      condition(
        column,
        'one of',
        '',
        values.map((value) => (isNumber ? Number(value) : value)),
      ),
    ],
  });
}

/** Rows whose column lies from one value up to, but not including, another. */
export function rangeDoor(
  rows: ProfiledRows | undefined,
  column: ColumnFigures,
  from: string | number | null,
  to: string | number | null,
): string | undefined {
  return opened(rows, {
    filter: [
      ...(from === null ? [] : [condition(column, 'at least', from)]),
      ...(to === null ? [] : [condition(column, 'less', to)]),
    ],
  });
}

/** Rows whose column holds no more than a value. */
export function atMostDoor(rows: ProfiledRows | undefined, column: ColumnFigures, value: number): string | undefined {
  return opened(rows, { filter: [condition(column, 'at most', value)] });
}

/** Rows whose text is built as a pattern says. */
export function patternDoor(rows: ProfiledRows | undefined, column: ColumnFigures, pattern: string): string | undefined {
  return opened(rows, { filter: [condition(column, 'is built as', pattern)] });
}

/** Rows without a value in the column. */
export function missingDoor(rows: ProfiledRows | undefined, column: ColumnFigures): string | undefined {
  return opened(rows, {
    filter: [condition(column, 'is empty', '')],
    ...(rows?.what !== 'clean' && { only: 'records' }),
  });
}

/** Rows whose cell does not fit the type of the column. */
export function unreadDoor(rows: ProfiledRows | undefined, { name }: ColumnFigures): string | undefined {
  return opened(rows, { breaks: { rules: [`${name}_type`] } });
}

function opened(rows: ProfiledRows | undefined, query: RowQuery): string | undefined {
  return rows && rowsPath(rows.dataset, rows.what, query);
}

function condition(
  { name }: ColumnFigures,
  operator: Condition['operator'],
  value: string | number,
  values: readonly (string | number)[] = [],
): Condition {
  return { column: name, operator, value, values: [...values] };
}
