import { z } from 'zod';
import type { ModelKind } from './model-kind.ts';
import { modelBase } from './model-options.ts';
import { value } from './sql-text.ts';

const maxYears = 500;

const options = z.strictObject({
  kind: z.literal('calendar'),
  ...modelBase,
  from: z.iso.date().describe('The first day.'),
  to: z.iso.date().describe('The last day.'),
  fiscal_year_start: z
    .int()
    .min(1)
    .max(12)
    .default(1)
    .describe('The month in which a fiscal year begins; it is named after the year in which it ends.'),
});

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A dimension of days. */
export const calendar: ModelKind<typeof options> = {
  summary:
    'One row for each day, with `date_key` (yyyymmdd; 0 is the unknown day), its year, quarter, month, ISO week and weekday, fiscal year, and whether it is a weekend or one of the `holidays` of the pipeline.',
  options,
  problems: ({ from, to }) => {
    if (from > to) return [{ path: ['to'], message: `ends on ${to}, before it starts on ${from}; swap \`from\` and \`to\`` }];
    const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
    return years > maxYears ? [{ path: ['to'], message: `covers ${years} years, and a calendar ${maxYears} at most` }] : [];
  },
  compile: ({ name, description, from, to, fiscal_year_start: start }, { holidays }) => ({
    ...{ name, description, kind: 'calendar', key: ['date_key'], references: [], looksUp: [], rules: [] },
    columns: {
      ...Object.fromEntries(wholes.map((column) => [column, { type: 'integer' }])),
      ...{ date: { type: 'date' }, month_name: { type: 'text' }, weekday_name: { type: 'text' } },
      ...{ is_weekend: { type: 'boolean' }, is_holiday: { type: 'boolean' } },
    },
    sql: `with recursive days (date) as (
  select date(${value(from)})
  union all
  select date(date, '+1 day') from days where date < ${value(to)}
), parts as (
  select date,
    cast(substr(date, 1, 4) as integer) as year,
    cast(substr(date, 6, 2) as integer) as month,
    cast(substr(date, 9, 2) as integer) as day,
    (cast(strftime('%w', date) as integer) + 6) % 7 + 1 as weekday
  from days
)
select
  cast(replace(date, '-', '') as integer) as date_key,
  date, year, (month + 2) / 3 as quarter, month,
  ${named('month', months)} as month_name,
  day, weekday,
  ${named('weekday', weekdays)} as weekday_name,
  cast((strftime('%j', date, '-3 days', 'weekday 4') - 1) / 7 as integer) + 1 as week,
  year + (${start} > 1 and month >= ${start}) as fiscal_year,
  weekday > 5 as is_weekend,
  ${holidays.length === 0 ? '0' : `date in (${holidays.map(value).join(', ')})`} as is_holiday
from parts
union all
select 0, ${Array.from({ length: 12 }, () => 'null').join(', ')}
order by date_key`,
  }),
};

const wholes = ['date_key', 'year', 'quarter', 'month', 'day', 'weekday', 'week', 'fiscal_year'];

function named(column: string, words: readonly string[]): string {
  return `case ${column} ${words.map((word, place) => `when ${place + 1} then ${value(word)}`).join(' ')} end`;
}
