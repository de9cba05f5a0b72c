import { RE2JS } from 're2js';
import { oddSpace } from './profile/odd-space.ts';
import { isBuiltAs } from './profile/text-pattern.ts';
import { formatDecimal, parseDecimal, rescale } from './values/decimal.ts';

/** A function that the SQL form of rules needs and SQLite does not have. */
export interface SqlFunction {
  readonly name: string;
  readonly call: (...values: readonly unknown[]) => string | number | null;
}

/** All functions of the SQL form of rules; whoever runs such SQL gives them to the database. */
export const sqlFunctions: readonly SqlFunction[] = [
  {
    name: 'regexp',
    call: (pattern, text) => (text === null ? null : compiled(String(pattern)).matches(String(text)) ? 1 : 0),
  },
  { name: 'built_as', call: (text, pattern) => (text === null ? null : Number(isBuiltAs(String(text), String(pattern)))) },
  { name: 'has_odd_spaces', call: (text) => (text === null ? null : Number(oddSpace.test(String(text)))) },
  { name: 'code_points', call: (text) => (text === null ? null : [...String(text)].length) },
  {
    name: 'to_places',
    call: (value, places) => (typeof value === 'number' ? toPlaces(value, Number(places)) : (value as string | null)),
  },
];

/** Digits of a double that say what it was meant to be. */
const meantDigits = 15;

/** A double rounded to so many places, halves away from zero, as the decimal number that it stands for: 301.29 / 2 is 150.645, so 150.65. */
function toPlaces(value: number, places: number): number {
  // What is left of amounts that cancel each other out is nothing.
  if (Math.abs(value) < 0.4 * 10 ** -places) return 0;
  const meant = parseDecimal(value.toPrecision(meantDigits));
  return meant ? Number(formatDecimal(rescale(meant, places))) : value;
}

const cache = new Map<string, RE2JS>();

function compiled(pattern: string): RE2JS {
  const known = cache.get(pattern) ?? RE2JS.compile(pattern);
  cache.set(pattern, known);
  return known;
}
