import { RE2JS } from 're2js';
import { hashed, hashText } from './profile/hash.ts';
import { oddSpace } from './profile/odd-space.ts';
import { isBuiltAs } from './profile/text-pattern.ts';
import { formatDecimal, parseDecimal, rescale } from './values/decimal.ts';
import { joined, partOf } from './values/parts.ts';
import { digitsOf, keyOrNothing, soundsKey, wordKey } from './values/text-keys.ts';

/** A function that the SQL form of rules needs and SQLite does not have. */
export interface SqlFunction {
  readonly name: string;
  readonly call: (...values: readonly unknown[]) => string | number | null;
  /** Whether views may use it; only functions that depend on their arguments alone. */
  readonly isForViews?: boolean;
}

/** All functions of the SQL form of rules; whoever runs such SQL gives them to the database. */
export const sqlFunctions: readonly SqlFunction[] = [
  {
    name: 'regexp',
    call: (pattern, text) => (text === null ? null : compiled(String(pattern)).matches(String(text)) ? 1 : 0),
  },
  { name: 'built_as', call: (text, pattern) => (text === null ? null : Number(isBuiltAs(String(text), String(pattern)))) },
  { name: 'has_odd_spaces', call: (text) => (text === null ? null : Number(oddSpace.test(String(text)))) },
  {
    name: 'text_part',
    call: (text, separator, place) =>
      text === null || separator === null || place === null ? null : partOf(String(text), String(separator), Number(place)),
    isForViews: true,
  },
  {
    name: 'text_join',
    call: (...texts) => {
      const [separator = '', ...parts] = texts.map((text) => (text === null ? null : String(text)));
      return separator === null || parts.includes(null) ? null : joined(separator, ...(parts as string[]));
    },
    isForViews: true,
  },
  ...Object.entries({ word_key: wordKey, sound_key: soundsKey, digits_of: digitsOf }).map(([name, key]) => ({
    name,
    call: (text: unknown) => (text === null ? null : keyOrNothing(key)(String(text))),
    isForViews: true,
  })),
  { name: 'code_points', call: (text) => (text === null ? null : [...String(text)].length) },
  { name: 'member_key', call: (...parts) => memberKey(parts), isForViews: true },
  {
    name: 'to_places',
    call: (value, places) => (typeof value === 'number' ? toPlaces(value, Number(places)) : (value as string | null)),
  },
];

/**
 * The surrogate key of a member of a dimension: a whole number from 1 to 2^52 that depends on its natural key alone, so that it is the same in
 * every run and on every machine. Two of a million members share one with a probability of about 1 in 9,000; the rule of the key tells it.
 */
function memberKey(parts: readonly unknown[]): number | null {
  if (parts.includes(null)) return null;
  hashText(JSON.stringify(parts.map(String)));
  return (hashed.high & 0xfffff) * 2 ** 32 + hashed.low + 1;
}

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
