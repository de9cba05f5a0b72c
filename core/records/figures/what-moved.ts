import { counted } from '#core/contract/counted.ts';
import type { Measure, Move, MoveQuery } from '#core/contract/figures.ts';
import { shareText } from '#core/contract/percent.ts';
import type { Condition } from '#core/contract/records.ts';
import { addDays } from '#core/quality/expression/calendar.ts';
import { type Dimension, explainMove, isSteady, type Segment } from '#core/quality/figures/explain-move.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from '../current-run.ts';
import { eachRecord } from '../each-record.ts';
import { definitionOf } from '../row-cells.ts';
import { storedColumns, type ValueColumn } from '../value-columns.ts';
import { valueText } from '../value-text.ts';
import { type MeasureSql, measureSql } from './measure.ts';

/** A column with more values than these does not tell segments apart. */
const mostValues = 200;
const mostSegments = 3;
const mostDimensions = 12;

interface Period {
  readonly from: string;
  readonly to: string;
}

/**
 * Which segments explain how a figure moved between two periods, the first three. A figure that is a share is compared by how many records
 * there would be if the later period had as many records as the earlier. Throws a Failure (BAD_INPUT) as `measureSql` does.
 */
export function whatMoved(database: Database, run: CurrentRun, query: MoveQuery, assertWanted: () => void): Move {
  const { dataset, measure, before, after } = query;
  const how = measureSql(run, query);
  const { period, weight, dimensions } = comparedRecords(database, run, query, how);
  const records = [0, 1].map((side) => period.reduce((sum, one) => sum + (one === side ? 1 : 0), 0)) as [number, number];
  const sums = [0, 0];
  for (const [row, side] of period.entries()) sums[side] = (sums[side] ?? 0) + (weight[row] ?? 0);
  const sideOf = (value: number, count: number, all: number) => ({
    value: how.isShare ? (all > 0 ? value / all : 0) : value,
    records: count,
  });
  const whole = {
    before: sideOf(sums[0] ?? 0, records[0], records[0]),
    after: sideOf(sums[1] ?? 0, records[1], records[1]),
  };
  // Shares are compared as if both periods had as many records.
  const scaled = how.isShare ? weight.map((one, row) => one / Math.max(1, records[period[row] === 0 ? 0 : 1])) : weight;
  const change = whole.after.value - whole.before.value;
  const compared = { period, weight: scaled, dimensions };
  const segments = explainMove(compared, mostSegments, assertWanted).map((segment) => ({
    sentence: segmentSentence(segment, change, how.isShare),
    share: change === 0 ? 0 : (segment.after - segment.before) / change,
    before: { value: segment.before, records: segment.recordsBefore },
    after: { value: segment.after, records: segment.recordsAfter },
    filter: [
      ...dayFilter(how.date.name, segment.recordsAfter > 0 ? after : before),
      ...segment.terms.map(({ name, value }) => termFilter(name, value)),
      ...(measure.of === 'missing' && measure.column !== undefined ? [termFilter(measure.column, null)] : []),
    ],
  }));
  return {
    ...{ dataset, date: how.date.name, measure, ...whole, segments },
    sentence: `${wholeSentence(whole, measure, how)}${change !== 0 && isSteady(compared) ? '; this may be due to chance' : ''}`,
  };
}

/** Reads both periods: what each record weighs, and its values in the columns that have few. */
function comparedRecords(database: Database, run: CurrentRun, { dataset, measure, before, after }: MoveQuery, how: MeasureSql) {
  const { key } = definitionOf(run, dataset);
  const columns = storedColumns(definitionOf(run, dataset));
  const telling = [...columns.entries()].filter(
    // Whether a value is missing is no reason for that.
    ([, { name, type }]) => (type === 'text' || type === 'boolean') && !key.includes(name) && name !== measure.column,
  );
  const within = ({ from, to }: Period) => sql`${how.day} between ${from} and ${to}`;
  const table = recordsTable(dataset, run.no);
  const where = sql`${how.where} and (${within(before)} or ${within(after)})`;
  const [[count] = [0]] = rowsOf(database, sql`select count(*) from ${table} where ${where}`);
  const size = Number(count);
  const period = new Uint8Array(size);
  const weight = new Float64Array(size);
  const coded = telling.map(([, column]) => createCodes(column, size));
  const selected = [sql`${within(after)}`, how.weight, ...telling.map(([place]) => valueColumn(place))];
  let row = 0;
  for (const [, isAfter, weighs, ...cells] of eachRecord(database, { table, where, columns: selected })) {
    period[row] = Number(isAfter);
    weight[row] = Number(weighs) / how.perUnit;
    for (const [at, codes] of coded.entries()) codes.see(row, cells[at] ?? null);
    row++;
  }
  const dimensions = coded.flatMap(({ dimension }) => dimension() ?? []);
  // All pairs of them are looked at: those with few values say most in a sentence.
  return { period, weight, dimensions: dimensions.sort((a, b) => a.values.length - b.values.length).slice(0, mostDimensions) };
}

/** Numbers the values of a column while it has few of them. */
function createCodes(column: ValueColumn, size: number) {
  const known = new Map<string | null, number>();
  let codes: Uint8Array | undefined = new Uint8Array(size);
  return {
    see: (row: number, cell: unknown): void => {
      if (!codes) return;
      const value = cell === null ? null : valueText(column, cell);
      const code = known.get(value) ?? known.size;
      known.set(value, code);
      if (known.size > mostValues) codes = undefined;
      else codes[row] = code;
    },
    dimension: (): Dimension | undefined =>
      codes && known.size > 1 ? { name: column.name, values: [...known.keys()], codes } : undefined,
  };
}

function dayFilter(column: string, { from, to }: Period): readonly Condition[] {
  return [
    { column, operator: 'at least', value: from, values: [] },
    { column, operator: 'less', value: addDays(to, 1) ?? to, values: [] },
  ];
}

function termFilter(column: string, value: string | null): Condition {
  return value === null
    ? { column, operator: 'is empty', value: '', values: [] }
    : { column, operator: 'one of', value: '', values: [value] };
}

function told(value: number, isShare: boolean): string {
  return isShare ? shareText(value) : value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}

function segmentSentence({ terms, before, after }: Segment, change: number, isShare: boolean): string {
  const name = terms.map(({ name: column, value }) => `${column} ${value ?? '(none)'}`).join(' and ');
  const share = change === 0 ? 0 : (after - before) / change;
  const part = share >= 1.005 ? 'more than all of it' : `${Math.round(100 * share)} % of it`;
  const does = change === 0 ? 'moved' : share < 0 ? 'moved the other way' : `explains ${part}`;
  const values = isShare
    ? `${told(before, true)} of all records became ${told(after, true)}`
    : `${told(before, false)} became ${told(after, false)}`;
  return `${name} ${does}: ${values}`;
}

function wholeSentence(
  { before, after }: Pick<Move, 'before' | 'after'>,
  { of }: Measure,
  { isShare, title }: MeasureSql,
): string {
  const change = after.value - before.value;
  const moved = change === 0 ? 'stayed at' : `${change > 0 ? 'rose' : 'fell'} from ${told(before.value, isShare)} to`;
  const sentence = `${title} ${moved} ${told(after.value, isShare)}`;
  if (of === 'records') return sentence;
  const records = `${counted(before.records, 'record')} before, ${after.records.toLocaleString('en')} after`;
  if (of !== 'sum' || before.records === 0 || after.records === 0) return `${sentence}; ${records}`;
  return `${sentence}; ${records}, with a mean of ${told(before.value / before.records, false)} before and ${told(after.value / after.records, false)} after`;
}
