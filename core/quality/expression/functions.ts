import { join, type Sql, sql } from '#core/sql/sql.ts';
import { lowerAscii } from '../values/null-words.ts';
import { joined, partOf } from '../values/parts.ts';
import { digitsOf as digitsOfText, keyOrNothing, soundsKey, wordKey } from '../values/text-keys.ts';
import { addDays, daysBetween, yearsBetween } from './calendar.ts';

/** What a function takes or gives: texts (dates are ISO text), whole numbers, or true and false. */
export type PlainKind = 'text' | 'number' | 'boolean';
type Plain = string | number | boolean | null;

/** A function of texts and whole numbers, with its SQL form; no value gives no value. */
export interface PlainFunction {
  readonly takes: readonly PlainKind[];
  /** Whether the last parameter may be given several times. */
  readonly isVariadic?: boolean;
  readonly gives: PlainKind;
  readonly summary: string;
  /** What is wrong with the numbers given as parameters. */
  readonly refuse?: (numbers: readonly (number | undefined)[]) => string | undefined;
  readonly call: (...parameters: never[]) => Plain;
  readonly toSql: (...parameters: readonly Sql[]) => Sql;
}

const text = (summary: string, call: (value: string) => Plain, toSql: (value: Sql) => Sql, gives: PlainKind = 'text') =>
  ({ takes: ['text'], gives, summary, call, toSql: (value = sql`null`) => toSql(value) }) satisfies PlainFunction;

const twoTexts = (
  summary: string,
  call: (a: string, b: string) => Plain,
  toSql: (a: Sql, b: Sql) => Sql,
  gives: PlainKind = 'boolean',
) =>
  ({
    takes: ['text', 'text'],
    gives,
    summary,
    call,
    toSql: (a = sql`null`, b = sql`null`) => toSql(a, b),
  }) satisfies PlainFunction;

const partOfDate = (summary: string, from: number, length: number) =>
  text(
    summary,
    (value) => digitsOf(value.slice(from, from + length)),
    (value) => sql`cast(substr(${value}, ${from + 1}, ${length}) as integer)`,
    'number',
  );

/** Guards SQLite's date functions, which also read words and Julian days. */
const ifDate = (value: Sql, then: Sql): Sql =>
  sql`case when ${value} glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' then ${then} end`;
const julian = (value: Sql): Sql => sql`julianday(substr(${value}, 1, 10))`;

/** Functions whose parameters and results are texts, whole numbers, and true or false. */
export const plainFunctions = {
  length: text(
    'The number of characters of a text.',
    (value) => [...value].length,
    (value) => sql`length(${value})`,
    'number',
  ),
  lower: text('The text with ASCII letters in lower case.', lowerAscii, (value) => sql`lower(${value})`),
  upper: text(
    'The text with ASCII letters in upper case.',
    (value) => value.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
    (value) => sql`upper(${value})`,
  ),
  trim: text(
    'The text without spaces around it.',
    (value) => value.replace(/^ +| +$/g, ''),
    (value) => sql`trim(${value})`,
  ),
  words: text(
    'The distinct words of a text in alphabetical order, ignoring case, accents and punctuation.',
    keyOrNothing(wordKey),
    (value) => sql`word_key(${value})`,
  ),
  sound: text(
    'How the words of a text sound in English (Soundex), in any order: equal for texts that sound alike.',
    keyOrNothing(soundsKey),
    (value) => sql`sound_key(${value})`,
  ),
  digits: text('The digits of a text in their order.', keyOrNothing(digitsOfText), (value) => sql`digits_of(${value})`),
  contains: twoTexts(
    'Whether a text contains another.',
    (value, part) => value.includes(part),
    (value, part) => sql`(instr(${value}, ${part}) > 0)`,
  ),
  starts_with: twoTexts(
    'Whether a text begins with another.',
    (value, part) => value.startsWith(part),
    (value, part) => sql`(substr(${value}, 1, length(${part})) = ${part})`,
  ),
  ends_with: twoTexts(
    'Whether a text ends with another.',
    (value, part) => value.endsWith(part),
    (value, part) => sql`(${part} = '' or substr(${value}, -length(${part})) = ${part})`,
  ),
  concat: {
    takes: ['text', 'text'],
    isVariadic: true,
    gives: 'text',
    summary: 'Its texts, one after the other.',
    call: (...parts: readonly string[]) => parts.join(''),
    toSql: (...parts) => parts.reduce((left, right) => sql`(${left} || ${right})`),
  },
  replace: {
    takes: ['text', 'text', 'text'],
    gives: 'text',
    summary: 'The first text, in which the second is replaced by the third.',
    call: (value: string, find: string, by: string) => (find === '' ? value : value.replaceAll(find, () => by)),
    toSql: (...parameters) =>
      sql`replace(${parameters[0] ?? sql`null`}, ${parameters[1] ?? sql`null`}, ${parameters[2] ?? sql`null`})`,
  },
  substr: {
    takes: ['text', 'number', 'number'],
    gives: 'text',
    summary: 'Characters of a text: from the place given, which is 1 for the first, and how many.',
    refuse: ([, from, count]) =>
      from === undefined || from < 1 || count === undefined || count < 0
        ? 'the second and third parameter of substr are whole numbers: the place of the first character, from 1, and how many'
        : undefined,
    call: (value: string, from: number, count: number) => [...value].slice(from - 1, from - 1 + count).join(''),
    toSql: (...parameters) => sql`substr(${parameters[0] ?? sql`null`}, ${parameters[1] ?? sql`1`}, ${parameters[2] ?? sql`0`})`,
  },
  join: {
    takes: ['text', 'text'],
    isVariadic: true,
    gives: 'text',
    summary: 'Joins texts with the first one as separator, skipping empty ones; a cell without a value needs coalesce.',
    call: joined,
    toSql: (...parameters) => sql`text_join(${join(parameters)})`,
  },
  part: {
    takes: ['text', 'text', 'number'],
    gives: 'text',
    summary: 'One part of a text split at a separator, counted from 1 and trimmed; no value if there are fewer parts.',
    refuse: ([, , place]) =>
      place === undefined || place < 1 ? 'the third parameter of part is a whole number: which part, from 1' : undefined,
    call: partOf,
    toSql: (...parameters) =>
      sql`text_part(${parameters[0] ?? sql`null`}, ${parameters[1] ?? sql`null`}, ${parameters[2] ?? sql`1`})`,
  },
  year: partOfDate('The year of a date, as a number.', 0, 4),
  month: partOfDate('The month of a date, 1 to 12.', 5, 2),
  day: partOfDate('The day of a date, 1 to 31.', 8, 2),
  quarter: text(
    'The quarter of a date, 1 to 4.',
    (value) => {
      const month = digitsOf(value.slice(5, 7));
      return month === null ? null : Math.floor((month + 2) / 3);
    },
    (value) => sql`((cast(substr(${value}, 6, 2) as integer) + 2) / 3)`,
    'number',
  ),
  weekday: text(
    'The day of the week of a date, 1 for Monday to 7 for Sunday.',
    // 1 January 1970 was a Thursday.
    (value) => {
      const days = daysBetween('1970-01-01', value);
      return days === null ? null : ((((days + 3) % 7) + 7) % 7) + 1;
    },
    (value) => ifDate(value, sql`((cast(strftime('%w', substr(${value}, 1, 10)) as integer) + 6) % 7 + 1)`),
    'number',
  ),
  add_days: {
    takes: ['text', 'number'],
    gives: 'text',
    summary: 'The date or timestamp so many days later; `today - 30d` is `add_days(today, -30)`.',
    call: (date: string, days: number) => addDays(date, days),
    toSql: (date = sql`null`, days = sql`0`) =>
      ifDate(date, sql`(date(substr(${date}, 1, 10), ${days} || ' days') || substr(${date}, 11))`),
  },
  days_between: twoTexts(
    'How many days the second date is after the first.',
    daysBetween,
    (from, to) => ifDate(from, ifDate(to, sql`cast(${julian(to)} - ${julian(from)} as integer)`)),
    'number',
  ),
  years_between: twoTexts(
    'How many whole years the second date is after the first; `age(date)` is `years_between(date, today)`.',
    yearsBetween,
    (from, to) =>
      ifDate(
        from,
        ifDate(
          to,
          sql`(cast(substr(${to}, 1, 4) as integer) - substr(${from}, 1, 4) - (substr(${to}, 6, 5) < substr(${from}, 6, 5)))`,
        ),
      ),
    'number',
  ),
} satisfies Readonly<Record<string, PlainFunction>>;

/** Functions of numbers with decimal places, of any type of value, and of records of other datasets. */
export const specialFunctions = {
  abs: { parameters: [1, 1], summary: 'The number without its sign.' },
  round: { parameters: [1, 2], summary: 'The number rounded to so many places (default 0), halves away from zero.' },
  floor: { parameters: [1, 1], summary: 'The greatest whole number that is not greater.' },
  ceil: { parameters: [1, 1], summary: 'The least whole number that is not less.' },
  bucket: {
    parameters: [2, 2],
    summary: 'The lower bound of the bucket that holds the number, given the width of the buckets: `bucket(37, 10)` is 30.',
  },
  min: { parameters: [1, 8], summary: 'The least of its numbers; of one column of another dataset, its least value.' },
  max: { parameters: [1, 8], summary: 'The greatest of its numbers; of one column of another dataset, its greatest value.' },
  sum: {
    parameters: [1, 1],
    summary: 'The sum over the records of another dataset that refer to this one; 0 where there are none.',
  },
  avg: { parameters: [1, 1], summary: 'The mean over the records of another dataset that refer to this one.' },
  count: { parameters: [1, 1], summary: 'How many records of another dataset refer to this one: `count(order_items)`.' },
  coalesce: { parameters: [2, 8], summary: 'The first value that is not empty.' },
  age: { parameters: [1, 1], summary: 'Whole years from a date to the day of the run.' },
  is_empty: { parameters: [1, 1], summary: 'Whether a column has no value; true or false, never unknown.' },
} as const satisfies Readonly<Record<string, { readonly parameters: readonly [number, number]; readonly summary: string }>>;

export type PlainName = keyof typeof plainFunctions;
export type SpecialName = keyof typeof specialFunctions;

/** The functions of the expression language, by name, with what each gives. */
export const functions: Readonly<Record<string, { readonly summary: string }>> = { ...specialFunctions, ...plainFunctions };

/** The function of texts and whole numbers that has a name. */
export function plainFunction(name: string): PlainFunction | undefined {
  return Object.hasOwn(plainFunctions, name) ? plainFunctions[name as PlainName] : undefined;
}

/** Whether a name is that of a function with rules of its own. */
export function isSpecialName(name: string): name is SpecialName {
  return Object.hasOwn(specialFunctions, name);
}

function digitsOf(part: string): number | null {
  return /^\d+$/.test(part) ? Number(part) : null;
}
