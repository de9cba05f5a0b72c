import type { ColumnFigures } from '#core/contract/profile.ts';
import type { Condition } from '#core/contract/records.ts';
import { type RowKind, rowsPath } from '../../route.ts';

/** The rows that a profile is about. */
export interface ProfiledRows {
  readonly dataset: string;
  readonly what: RowKind;
}

/** Rows whose column holds one of these values. */
export function valueDoor({ dataset, what }: ProfiledRows, column: ColumnFigures, values: readonly string[]): string {
  const isNumber = column.numbers !== null;
  return rowsPath(dataset, what, {
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
  { dataset, what }: ProfiledRows,
  column: ColumnFigures,
  from: string | number | null,
  to: string | number | null,
): string {
  return rowsPath(dataset, what, {
    filter: [
      ...(from === null ? [] : [condition(column, 'at least', from)]),
      ...(to === null ? [] : [condition(column, 'less', to)]),
    ],
  });
}

/** Rows whose text is built as a pattern says. */
export function patternDoor({ dataset, what }: ProfiledRows, column: ColumnFigures, pattern: string): string {
  return rowsPath(dataset, what, { filter: [condition(column, 'is built as', pattern)] });
}

/** Rows without a value in the column. */
export function missingDoor({ dataset, what }: ProfiledRows, column: ColumnFigures): string {
  return rowsPath(dataset, what, {
    filter: [condition(column, 'is empty', '')],
    ...(what !== 'clean' && { only: 'records' }),
  });
}

/** Rows whose cell does not fit the type of the column. */
export function unreadDoor({ dataset, what }: ProfiledRows, { name }: ColumnFigures): string {
  return rowsPath(dataset, what, { breaks: { rules: [`${name}_type`] } });
}

function condition(
  { name }: ColumnFigures,
  operator: Condition['operator'],
  value: string | number,
  values: readonly (string | number)[] = [],
): Condition {
  return { column: name, operator, value, values: [...values] };
}
