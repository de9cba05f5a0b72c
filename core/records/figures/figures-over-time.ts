import type { DayOfFigures, FiguresOverTime, FiguresQuery } from '#core/contract/figures.ts';
import { shareText } from '#core/contract/percent.ts';
import { quantile, without } from '#core/quality/detectors/others.ts';
import { zScore } from '#core/quality/detectors/z-score.ts';
import { addDays, daysBetween } from '#core/quality/expression/calendar.ts';
import { type Baseline, calendarBaseline } from '#core/quality/figures/calendar-baseline.ts';
import { recordsTable } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import { labelsOf } from '#core/store/anomaly-labels.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from '../current-run.ts';
import { dayKey } from './day-key.ts';
import { dateColumns, measureSql } from './measure.ts';

/** A figure is followed over so many days at most: eleven years. */
const mostDays = 4000;

interface DayTotal {
  readonly day: string;
  readonly records: number;
  readonly weight: number;
}

/** A figure of each day from the first to the last, with what is usual for it. Throws a Failure (BAD_INPUT) as `measureSql` does. */
export function figuresByDay(database: Database, run: CurrentRun, query: FiguresQuery): FiguresOverTime {
  const { dataset, measure, sensitivity } = query;
  const { date, day, where, weight, perUnit, isShare, title } = measureSql(run, query);
  const totals = rowsOf(
    database,
    sql`select ${day}, count(*), sum(${weight}) from ${recordsTable(dataset, run.no)} where ${where} group by 1 order by 1`,
  ).map(([of, records, sum]) => ({ day: String(of ?? ''), records: Number(records), weight: Number(sum) / perUnit }));
  const dated = totals.filter((one) => daysBetween(one.day, one.day) === 0 && one.day.length === 10);
  const kept = withoutStrays(dated);
  const recordsOf = (list: readonly DayTotal[]): number => list.reduce((sum, { records }) => sum + records, 0);
  const days = withEveryDay(kept).map((one) => ({ ...one, value: isShare ? one.weight / one.records : one.weight }));
  const labels = new Map(
    labelsOf(database, dataset)
      .filter(({ column }) => column === dayKey(date.name, measure))
      .map((one) => [one.recordKey, one]),
  );
  const labelOf = (of: string, value: number) =>
    labels.get(of)?.value === String(value) ? (labels.get(of)?.label ?? null) : null;
  const baselines = calendarBaseline(days, {
    holidays: new Set(run.pipeline.holidays ?? []),
    leftOut: new Set(days.filter((one) => labelOf(one.day, one.value) !== null).map((one) => one.day)),
    limit: zScore.limits[sensitivity],
    noiseOf: noiseOf(days, isShare),
  });
  // Where nothing was ever below zero, nothing below zero is usual.
  const least = days.some(({ value }) => value < 0) ? Number.NEGATIVE_INFINITY : 0;
  const most = isShare ? 1 : Number.POSITIVE_INFINITY;
  return {
    ...{ dataset, date: date.name, dates: dateColumns(run, dataset).map(({ name }) => name), measure },
    undated: recordsOf(totals) - recordsOf(dated),
    outside: recordsOf(dated) - recordsOf(kept),
    days: days.map((one, at): DayOfFigures => {
      const baseline = baselines[at];
      const isUnusual = baseline !== undefined && (one.value < baseline.low || one.value > baseline.high);
      return {
        ...{ day: one.day, records: one.records, value: Number.isNaN(one.value) ? null : one.value },
        expected: baseline?.expected ?? null,
        low: baseline ? Math.max(baseline.low, least) : null,
        high: baseline ? Math.min(baseline.high, most) : null,
        score: baseline?.score ?? null,
        sentence: isUnusual ? sentenceOf(one, baseline, isShare, title) : null,
        label: labelOf(one.day, one.value),
      };
    }),
  };
}

/**
 * How far a day lies from what is expected by chance: as a Poisson number of records of the usual weight does, or as a share of so many
 * records does.
 */
function noiseOf(
  days: readonly (DayTotal & { readonly value: number })[],
  isShare: boolean,
): (at: number, expected: number) => number {
  const all = days.reduce((sum, { records, weight }) => ({ records: sum.records + records, weight: sum.weight + weight }), {
    records: 0,
    weight: 0,
  });
  if (isShare) {
    const overall = all.records > 0 ? all.weight / all.records : 0;
    return (at, expected) => {
      const share = Math.min(Math.max(expected, overall), 1);
      return Math.sqrt((share * (1 - share)) / Math.max(1, days[at]?.records ?? 0));
    };
  }
  const weights = days.filter(({ records }) => records > 0).map(({ records, weight }) => weight / records);
  const usual = weights.length === 0 ? 0 : Math.abs(quantile(without(Float64Array.from(weights).sort(), -1), 0.5));
  return (_, expected) => usual * Math.sqrt(Math.max(1, usual > 0 ? Math.abs(expected) / usual : 1));
}

/** Without days so far from nearly all others that nobody could follow a figure through the years between. */
function withoutStrays(totals: readonly DayTotal[]): readonly DayTotal[] {
  const [first, last] = [totals[0]?.day ?? '', totals.at(-1)?.day ?? ''];
  if ((daysBetween(first, last) ?? 0) < mostDays) return totals;
  const all = totals.reduce((sum, { records }) => sum + records, 0);
  let before = 0;
  const middle = totals.find(({ records }) => (before += records) >= all / 2)?.day ?? first;
  return totals.filter(({ day }) => Math.abs(daysBetween(middle, day) ?? 0) < mostDays / 2);
}

function withEveryDay(totals: readonly DayTotal[]): readonly DayTotal[] {
  const known = new Map(totals.map((one) => [one.day, one]));
  const [first, last] = [totals[0]?.day, totals.at(-1)?.day];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: (daysBetween(first, last) ?? 0) + 1 }, (_, at) => {
    const day = addDays(first, at) ?? first;
    return known.get(day) ?? { day, records: 0, weight: 0 };
  });
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function sentenceOf(
  { day, value }: { readonly day: string; readonly value: number },
  { expected, high, low, like }: Baseline,
  isShare: boolean,
  title: string,
): string {
  const told = (number: number): string =>
    isShare ? shareText(number) : number.toLocaleString('en', { maximumFractionDigits: 2 });
  const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? '';
  const peers: Readonly<Record<Baseline['like'], string>> = {
    weekday: `a ${weekday} around then`,
    'day of the month': `day ${Number(day.slice(8))} of a month`,
    'last day of the month': 'the last day of a month',
    holiday: 'a holiday',
  };
  const named = isShare || title === 'records' ? `${told(value)} ${title}` : `${title} ${told(value)}`;
  const side = value > high ? `above ${told(high)}` : `below ${told(low)}`;
  return `${weekday}, ${day}: ${named}, ${side}; ${told(expected)} is usual for ${peers[like]}`;
}
