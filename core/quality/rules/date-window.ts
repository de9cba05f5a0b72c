import { z } from 'zod';
import { join, type Sql, sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeDates } from '../suggest/date-forms.ts';
import { createDateReader } from '../values/date-format.ts';

const day = z.union([z.literal('today'), z.string()]);
const readDay = createDateReader('yyyy-MM-dd');

/** A date must lie in a window; `today` is the day of the run. */
export const dateWindow = recordRule({
  name: 'date-window',
  summary: 'The date is not before `min` and not after `max`; `today` is the latest date on earth (UTC+14) when the run began.',
  options: z.object({ column: z.string(), min: day.optional(), max: day.optional() }),
  dimension: 'timeliness',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  title: (about) => `${about} is in its period`,
  problem: (about) => `${about} is outside its period`,
  editable: ['min', 'max'],
  proposers: [proposeDates],
  dependsOnDate: ({ min, max }) => min === 'today' || max === 'today',
  refuse: ({ column, min, max }, columns) => {
    const type = columns[column]?.type;
    if (type !== 'date' && type !== 'timestamp') return `${column} is ${type}: a date window needs a date or timestamp`;
    if (min === undefined && max === undefined) return 'needs min or max';
    const bad = [min, max].find((value) => value !== undefined && value !== 'today' && readDay(value) === undefined);
    return bad === undefined ? undefined : `"${bad}" is neither a date in yyyy-MM-dd nor today`;
  },
  prepare: ({ column, min, max }, context) => {
    const { index } = columnOf(context, column);
    const first = min === 'today' ? context.today : min;
    const last = max === 'today' ? context.today : max;
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
    if (min !== undefined) tests.push(sql`${date} < ${min === 'today' ? context.today : min}`);
    if (max !== undefined) tests.push(sql`${date} > ${max === 'today' ? context.today : max}`);
    return sql`(${join(tests, ' or ')})`;
  },
});
