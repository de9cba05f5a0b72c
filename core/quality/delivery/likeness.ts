import { condensed, patternOf } from '../profile/text-pattern.ts';
import type { Value } from '../type.ts';

/** The values of a column, some of them. */
export interface SampledColumn {
  readonly values: readonly Exclude<Value, null>[];
  /** The share of its cells that hold something. */
  readonly filled: number;
  /** The share of what they hold that fits the type. */
  readonly readable: number;
}

/** How much a column is like another in what it holds, from 0 to 1: the same kind of values, spread in the same way. */
export function likeness(known: SampledColumn, other: SampledColumn): number {
  if (known.values.length === 0 || other.values.length === 0) return 0;
  const filled = 1 - Math.abs(known.filled - other.filled);
  return other.readable * (0.9 * spreadAlike(known.values, other.values) + 0.1 * filled);
}

function spreadAlike(known: SampledColumn['values'], other: SampledColumn['values']): number {
  if (typeof known[0] === 'number') return 1 - distance(numbersIn(known), numbersIn(other));
  const days = [known, other].map((values) => values.map((value) => Date.parse(String(value).slice(0, 10))));
  const areDays = isDay(String(known[0])) && (days[1] ?? []).every((day) => !Number.isNaN(day));
  // The next delivery brings other days: only how far they are spread is like.
  if (areDays) return 0.5 + 0.5 * (1 - distance(fromFirst(days[0] ?? []), fromFirst(days[1] ?? [])));
  return Math.max(
    sharedPart(known, other, String),
    0.9 * sharedPart(known, other, (value) => condensed(patternOf(String(value)))),
  );
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}/.test(text);
}

function numbersIn(values: SampledColumn['values']): readonly number[] {
  return values.map(Number);
}

function fromFirst(days: readonly number[]): readonly number[] {
  const first = Math.min(...days);
  return days.map((day) => day - first);
}

/** The largest difference between the shares of two lists of numbers below a value (Kolmogorov and Smirnov). */
function distance(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((values) => [...values].sort((x, y) => x - y)) as [number[], number[]];
  let [i, j, most] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    most = Math.max(most, Math.abs(i / a.length - j / b.length));
  }
  return most;
}

/** How much of the values two lists have in common: the sum of the smaller of their shares. */
function sharedPart(
  one: SampledColumn['values'],
  other: SampledColumn['values'],
  nameOf: (value: Exclude<Value, null>) => string,
): number {
  const sharesOf = (values: SampledColumn['values']): ReadonlyMap<string, number> => {
    const shares = new Map<string, number>();
    for (const value of values) shares.set(nameOf(value), (shares.get(nameOf(value)) ?? 0) + 1 / values.length);
    return shares;
  };
  const [a, b] = [sharesOf(one), sharesOf(other)];
  return [...a].reduce((sum, [name, share]) => sum + Math.min(share, b.get(name) ?? 0), 0);
}

/** How much two headers are alike, from 0 to 1, by the pairs of letters that they share (Dice 1945). */
export function nameLikeness(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  if (a.size === 0 || b.size === 0) return 0;
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size);
}

function pairsOf(name: string): ReadonlySet<string> {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, at) => plain.slice(at, at + 2)));
}
