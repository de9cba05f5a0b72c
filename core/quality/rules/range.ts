import { z } from 'zod';
import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeMissing } from '../suggest/missing.ts';
import { proposePercent } from '../suggest/numbers.ts';
import type { Value } from '../type.ts';
import { timestamp } from '../types/timestamp.ts';
import { createDateReader } from '../values/date-format.ts';
import { compareDecimals, type Decimal, decimalOf, divideRounded, parseDecimal, rescale } from '../values/decimal.ts';

const readDay = createDateReader('yyyy-MM-dd');
const limit = z.union([z.number(), z.string()]);

/** A number, date or instant must lie between two limits, both included. */
export const range = recordRule({
  name: 'range',
  summary:
    'The value lies between `min` and `max`, both included; either may be left out. Numbers compare exactly, dates by the calendar. With `strict` an empty or unreadable value fails too.',
  options: z.object({ column: z.string(), min: limit.optional(), max: limit.optional(), strict: z.boolean().default(false) }),
  form: {
    title: 'a number or date lies between two limits',
    fields: [
      { name: 'column', label: 'Column', input: 'column' },
      { name: 'min', label: 'At least', input: 'number', isOptional: true, hint: '0, or 2024-01-01' },
      { name: 'max', label: 'At most', input: 'number', isOptional: true, hint: '100' },
    ],
  },
  code: (about, { min, max }) => `${Number(min) === 0 && max === undefined ? 'NEGATIVE' : 'INVALID'}_${about}`,
  phrases: [
    '{column:name} is between {min:limit} and {max:limit}',
    '{column:name} is at least {min:limit}',
    '{column:name} is at most {max:limit}',
    { say: '{column:name} is present and between {min:limit} and {max:limit}', sets: { strict: true } },
    { say: '{column:name} is present and at least {min:limit}', sets: { strict: true } },
    { say: '{column:name} is present and at most {max:limit}', sets: { strict: true } },
    '{column:name} >= {min:limit}',
    '{column:name} <= {max:limit}',
  ],
  dimension: 'validity',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  title: (about, { min, max }) =>
    min === undefined ? `${about} is not too large` : max === undefined ? `${about} is not too small` : `${about} is in range`,
  problem: (about, { min, max }) =>
    min === undefined ? `${about} is too large` : max === undefined ? `${about} is too small` : `${about} is out of range`,
  editable: ['min', 'max'],
  proposers: [proposePercent, proposeMissing],
  refuse: ({ column, min, max }, columns) => {
    const type = columns[column]?.type;
    if (min === undefined && max === undefined) return 'needs min or max';
    if (isReversed(min, max)) return `min ${min} is more than max ${max}, so no value could pass`;
    if (type === 'date' || type === 'timestamp') {
      const bad = [min, max].find((value) => value !== undefined && readLimit(String(value)) === undefined);
      return bad === undefined
        ? undefined
        : `"${bad}" is not a date in yyyy-MM-dd${type === 'date' ? '' : ' nor an ISO 8601 date and time'}`;
    }
    if (type !== 'integer' && type !== 'decimal') return `${column} is ${type}: min and max need a number, date or timestamp`;
    const bad = [min, max].find((value) => value !== undefined && (value === '' || parseDecimal(String(value)) === undefined));
    return bad === undefined ? undefined : `${bad} is not a plain number`;
  },
  prepare: ({ column, min, max, strict }, context) => {
    const { index, scale } = columnOf(context, column);
    const isNumber = ['integer', 'decimal'].includes(context.columns.get(column)?.definition.type ?? '');
    const below = min === undefined ? undefined : comparison(min, scale, isNumber);
    const above = max === undefined ? undefined : comparison(max, scale, isNumber);
    return ({ texts, values, problems }) => {
      const value = values[index] ?? null;
      if (value === null) return strict ? unreadable(column, texts[index] ?? '', problems[index]) : null;
      if (below && below(value) < 0) return `${column} is ${show(texts[index] ?? '')}: less than ${min}`;
      if (above && above(value) > 0) return `${column} is ${show(texts[index] ?? '')}: more than ${max}`;
      return true;
    };
  },
  predicate: ({ column, min, max, strict }, context) => {
    const value = context.value(column);
    const scale = context.scaleOf(column);
    const isNumber = ['integer', 'decimal'].includes(context.typeOf(column));
    const tests: Sql[] = [];
    if (min !== undefined) tests.push(sql`${comparable(value, min, scale, isNumber)} < ${bound(min, scale, isNumber, 'up')}`);
    if (max !== undefined) tests.push(sql`${comparable(value, max, scale, isNumber)} > ${bound(max, scale, isNumber, 'down')}`);
    if (strict) tests.push(sql`${value} is null`);
    return sql`(${join(tests, ' or ')})`;
  },
});

function comparison(
  limit: number | string,
  scale: number | undefined,
  isNumber: boolean,
): (value: Exclude<Value, null>) => number {
  if (!isNumber) {
    const text = readLimit(String(limit)) ?? '';
    return (value) => {
      const instant = text.length === 10 ? String(value).slice(0, 10) : withoutZone(String(value));
      return instant < text ? -1 : instant > text ? 1 : 0;
    };
  }
  const decimal = decimalOf(limit);
  if (scale === undefined) return (value) => compareDecimals(decimalOf(String(value)), decimal);
  const low = wholeUnits(decimal, scale, 'up');
  const high = wholeUnits(decimal, scale, 'down');
  return (value) => (Number(value) < low ? -1 : Number(value) > high ? 1 : 0);
}

/** The limit in whole minor units: up to the next for a minimum, down for a maximum, so that no precision is lost. */
function wholeUnits(limit: Decimal, scale: number, direction: 'up' | 'down'): number {
  if (limit.scale <= scale) return Number(rescale(limit, scale).digits);
  const unit = 10n ** BigInt(limit.scale - scale);
  const remainder = ((limit.digits % unit) + unit) % unit;
  const floor = divideRounded(limit.digits - remainder, unit);
  return Number(direction === 'up' && remainder !== 0n ? floor + 1n : floor);
}

/** A day, or an instant without the Z of UTC: so shorter fractions sort before longer ones, as they must. */
function readLimit(text: string): string | undefined {
  const instant = readDay(text) ?? timestamp.createReader({ type: 'timestamp' }).read(text);
  return instant === undefined ? undefined : withoutZone(String(instant));
}

function withoutZone(instant: string): string {
  return instant.endsWith('Z') ? instant.slice(0, -1) : instant;
}

function comparable(value: Sql, limit: number | string, scale: number | undefined, isNumber: boolean): Sql {
  if (isNumber) return scale === undefined ? sql`cast(${value} as real)` : value;
  return readLimit(String(limit))?.length === 10 ? sql`substr(${value}, 1, 10)` : sql`rtrim(${value}, 'Z')`;
}

function bound(limit: number | string, scale: number | undefined, isNumber: boolean, direction: 'up' | 'down'): Sql {
  if (!isNumber) return sql`${readLimit(String(limit)) ?? ''}`;
  if (scale === undefined) return sql`cast(${String(limit)} as real)`;
  return literal(String(wholeUnits(decimalOf(limit), scale, direction)));
}

function isReversed(min: number | string | undefined, max: number | string | undefined): boolean {
  if (min === undefined || max === undefined) return false;
  const [low, high] = [parseDecimal(String(min)), parseDecimal(String(max))];
  return low && high ? compareDecimals(low, high) > 0 : (readLimit(String(min)) ?? '') > (readLimit(String(max)) ?? '');
}

function unreadable(column: string, text: string, problem: string | undefined): string {
  return problem === undefined ? `${column} is missing` : `${column} is ${show(text)}: ${problem}`;
}
