import { divideRounded } from '../values/decimal.ts';

/** Decimal places that a quotient keeps; enough that rounding it again to a column's scale is exact. */
export const quotientScale = 40;

/** Whole-number arithmetic on minor units, over doubles or over BigInts. */
export interface Arithmetic<Digits> {
  readonly of: (digits: bigint) => Digits;
  readonly add: (a: Digits, b: Digits) => Digits;
  readonly subtract: (a: Digits, b: Digits) => Digits;
  readonly multiply: (a: Digits, b: Digits) => Digits;
  readonly power: (a: Digits, places: number) => Digits;
  /** a ÷ b rounded, halves away from zero; b is not zero. */
  readonly divide: (a: Digits, b: Digits) => Digits;
  readonly less: (a: Digits, b: Digits) => boolean;
}

/** Fast and exact up to 2^53; beyond that a result is NaN, which spreads, and the caller repeats the work with BigInts. */
export const doubles: Arithmetic<number> = {
  of: (digits) => safe(Number(digits)),
  add: (a, b) => safe(a + b),
  subtract: (a, b) => safe(a - b),
  multiply: (a, b) => safe(a * b),
  power: (a, places) => safe(a * 10 ** places),
  divide: () => Number.NaN,
  less: (a, b) => a < b,
};

/** Exact at any size. */
export const bigints: Arithmetic<bigint> = {
  of: (digits) => digits,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  power: (a, places) => a * 10n ** BigInt(places),
  divide: divideRounded,
  less: (a, b) => a < b,
};

function safe(value: number): number {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? value : Number.NaN;
}
