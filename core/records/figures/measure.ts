import { Failure } from '#core/contract/failure.ts';
import type { Measure } from '#core/contract/figures.ts';
import { recordState } from '#core/contract/record-state.ts';
import { valueColumn } from '#core/sql/names.ts';
import { literal, type Sql, sql } from '#core/sql/sql.ts';
import { mayGoOn } from '#core/store/records.ts';
import type { CurrentRun } from '../current-run.ts';
import { definitionOf } from '../row-cells.ts';
import { storedColumns, type ValueColumn } from '../value-columns.ts';

/** What is measured, as SQL over the table of records. */
export interface MeasureSql {
  readonly date: ValueColumn;
  /** yyyy-MM-dd, or null. */
  readonly day: Sql;
  /** Which records count. */
  readonly where: Sql;
  /** What one of them weighs: a whole number, so that sums are exact. */
  readonly weight: Sql;
  /** So many of them are one unit of the figure. */
  readonly perUnit: number;
  /** Whether the figure is a share of the records, and not a sum. */
  readonly isShare: boolean;
  /** What the figure is called in a sentence. */
  readonly title: string;
}

/** The columns of dates of a dataset. Throws a Failure (NOT_FOUND) for a dataset that is not there. */
export function dateColumns(run: CurrentRun, dataset: string): readonly ValueColumn[] {
  return storedColumns(definitionOf(run, dataset)).filter(({ type }) => type === 'date' || type === 'timestamp');
}

/** How a figure is measured. Throws a Failure (BAD_INPUT) for a column that is not there or does not suit. */
export function measureSql(
  run: CurrentRun,
  { dataset, date: named, measure }: { readonly dataset: string; readonly date?: string | undefined; readonly measure: Measure },
): MeasureSql {
  const columns = storedColumns(definitionOf(run, dataset));
  const dates = dateColumns(run, dataset);
  const date = named === undefined ? dates[0] : dates.find(({ name }) => name === named);
  if (!date) {
    const there = dates.length === 0 ? `${dataset} has none` : `there are ${dates.map(({ name }) => name).join(', ')}`;
    throw new Failure(
      'BAD_INPUT',
      named === undefined ? `figures over time need a date, and ${there}` : `"${named}" is no column of dates; ${there}`,
    );
  }
  const place = columns.findIndex(({ name }) => name === measure.column);
  const column = columns[place];
  const isNumber = column?.type === 'integer' || column?.type === 'decimal';
  if (measure.column !== undefined && (!column || (measure.of === 'sum' && !isNumber))) {
    const suits = columns.filter(({ type }) => measure.of !== 'sum' || type === 'integer' || type === 'decimal');
    throw new Failure('BAD_INPUT', `"${measure.column}" cannot be taken; there are ${suits.map(({ name }) => name).join(', ')}`);
  }
  const states =
    measure.of === 'sum'
      ? [recordState.clean, recordState.waived]
      : [recordState.clean, recordState.waived, recordState.exception];
  const value = valueColumn(place);
  const weights: Readonly<Record<Measure['of'], () => Sql>> = {
    records: () => sql`1`,
    exceptions: () => sql`(state = ${recordState.exception})`,
    missing: () => sql`(${value} is null)`,
    sum: () => sql`coalesce(${value}, 0)`,
  };
  const titles: Readonly<Record<Measure['of'], string>> = {
    records: 'records',
    exceptions: 'exceptions',
    missing: `missing ${measure.column}`,
    sum: measure.column ?? '',
  };
  return {
    date,
    day: sql`substr(${valueColumn(columns.findIndex(({ name }) => name === date.name))}, 1, 10)`,
    where: sql`${mayGoOn} and state in (${literal(states.join(', '))})`,
    weight: weights[measure.of](),
    perUnit: measure.of === 'sum' ? 10 ** (column?.scale ?? 0) : 1,
    isShare: measure.of === 'exceptions' || measure.of === 'missing',
    title: titles[measure.of],
  };
}
