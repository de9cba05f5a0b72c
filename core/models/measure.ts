import { Failure } from '#core/contract/failure.ts';
import { identifier } from '#core/sql/sql.ts';
import type { TableColumn } from './table-columns.ts';

/** What is measured: how many rows there are, or something of a column. */
export type MeasureKind = 'rows' | 'sum' | 'average' | 'smallest' | 'largest' | 'different';

/** A measure in SQL, with a name for its column and one for people. */
export interface Measure {
  readonly name: string;
  readonly title: string;
  readonly sql: string;
}

const functions = { sum: 'sum', average: 'avg', smallest: 'min', largest: 'max' } as const;

/** The SQL of a measure; `sql` is how the column is written. Throws a Failure (BAD_INPUT) where it does not fit the column. */
export function measureOf(of: MeasureKind, column: TableColumn | undefined, sql = column && quoted(column.name)): Measure {
  if (of === 'rows') return { name: 'records', title: 'Records', sql: 'count(*)' };
  if (!column) throw new Failure('BAD_INPUT', 'say which column is to be measured');
  const words = column.name.replaceAll('_', ' ');
  if (of === 'different') return { name: `different_${column.name}`, title: `Different ${words}`, sql: `count(distinct ${sql})` };
  if (!column.isNumber && (of === 'sum' || of === 'average'))
    throw new Failure('BAD_INPUT', `${column.name} is not a column of numbers; count its different values, or choose another`);
  const title = of === 'sum' ? `Total ${words}` : `${of[0]?.toUpperCase()}${of.slice(1)} ${words}`;
  // A sum keeps the name of its column, and with it the places and the currency.
  const name = of === 'sum' ? column.name : `${of}_${column.name}`;
  return { name, title, sql: `${functions[of]}(${sql})` };
}

/** A column, or the day, month or year of a date, with a name. */
export function pointOf(
  { name, type }: TableColumn,
  step: 'value' | 'day' | 'month' | 'year',
  sql = quoted(name),
): { readonly name: string; readonly sql: string } {
  if (step === 'value' || (type !== 'date' && type !== 'timestamp')) return { name, sql };
  const letters = { day: 10, month: 7, year: 4 }[step];
  return step === 'day' && type === 'date' ? { name, sql } : { name: step, sql: `substr(${sql}, 1, ${letters})` };
}

function quoted(name: string): string {
  return identifier(name).text;
}
