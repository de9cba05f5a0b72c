import { z } from 'zod';
import { join, type Sql, sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { addDays } from '../expression/calendar.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeDates } from '../suggest/date-forms.ts';
import { createDateReader } from '../values/date-format.ts';

const day = z.string();
const readDay = createDateReader('yyyy-MM-dd');
const relative = /^today(?:\s*([+-])\s*(\d{1,5})([dw]))?$/;

/** The day that a limit stands for: itself, today, or so many days or weeks before or after; undefined for any other text. */
function dayOf(limit: string, today: string): string | undefined {
  const match = relative.exec(limit);
  if (!match) return readDay(limit);
  const days = Number(match[2] ?? 0) * (match[3] === 'w' ? 7 : 1);
  return addDays(today, match[1] === '-' ? -days : days) ?? undefined;
}

function isRelative(limit: unknown): boolean {
  return typeof limit === 'string' && relative.test(limit);
}

/** A date must lie in a window; `today` is the day of the run. */
export const dateWindow = recordRule({
  name: 'date-window',
  summary:
    'The date is not before `min` and not after `max`, which may be `today` or, for instance, `today - 30d`; `today` is the latest date on earth (UTC+14) when the run began.',
  options: z.object({ column: z.string(), min: day.optional(), max: day.optional() }),
  form: {
    title: 'a date lies in a period',
    fields: [
      { name: 'column', label: 'Column', input: 'column' },
      { name: 'min', label: 'Not before', input: 'text', isOptional: true, hint: '2020-01-01, or today - 30d' },
      { name: 'max', label: 'Not after', input: 'text', isOptional: true, hint: 'today' },
    ],
  },
  code: (about) => `INVALID_${about}`,
  phrases: [
    '{column:name} is not before {min:day} and not after {max:day}',
    '{column:name} is not before {min:day}',
    '{column:name} is not after {max:day}',
    '{column:name} is between {min:day} and {max:day}',
  ],
  dimension: 'timeliness',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  title: (about) => `${about} is in its period`,
  problem: (about) => `${about} is outside its period`,
  editable: ['min', 'max'],
  proposers: [proposeDates],
  dependsOnDate: ({ min, max }) => isRelative(min) || isRelative(max),
  refuse: ({ column, min, max }, columns) => {
    const type = columns[column]?.type;
    if (type !== 'date' && type !== 'timestamp') return `${column} is ${type}: a date window needs a date or timestamp`;
    if (min === undefined && max === undefined) return 'needs min or max';
    const bad = [min, max].find((value) => value !== undefined && dayOf(value, '2000-01-01') === undefined);
    const [first, last] = [min, max].map((limit) => (limit === undefined ? undefined : dayOf(limit, '2000-01-01')));
    const isReversed = first !== undefined && last !== undefined && isRelative(min) === isRelative(max) && first > last;
    if (bad === undefined && isReversed) return `min ${min} is after max ${max}, so no date could pass`;
    return bad === undefined ? undefined : `"${bad}" must be a date as yyyy-MM-dd, today, or an offset such as today - 30d`;
  },
  prepare: ({ column, min, max }, context) => {
    const { index } = columnOf(context, column);
    const first = min === undefined ? undefined : dayOf(min, context.today);
    const last = max === undefined ? undefined : dayOf(max, context.today);
    return ({ texts, values }) => {
      const value = values[index] ?? null;
      if (value === null) return null;
      const date = String(value).slice(0, 10);
      if (first !== undefined && date < first) return `${column} is ${show(texts[index] ?? '')}: before ${first}`;
      if (last !== undefined && date > last) {
        return `${column} is ${show(texts[index] ?? '')}: ${max === 'today' ? 'in the future' : `after ${last}`}`;
      }
      return true;
    };
  },
  predicate: ({ column, min, max }, context) => {
    const date = sql`substr(${context.value(column)}, 1, 10)`;
    const tests: Sql[] = [];
    if (min !== undefined) tests.push(sql`${date} < ${dayOf(min, context.today) ?? null}`);
    if (max !== undefined) tests.push(sql`${date} > ${dayOf(max, context.today) ?? null}`);
    return sql`(${join(tests, ' or ')})`;
  },
});
