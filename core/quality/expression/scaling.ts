import type { Row } from '../rule.ts';
import type { Arithmetic } from './arithmetic.ts';
import { map, unsafe } from './three-valued.ts';

/** A number brought from one scale to another: more places are zeros, fewer are rounded. */
export function align<Digits>(
  number: (row: Row) => Digits | null,
  from: number,
  to: number,
  arithmetic: Arithmetic<Digits>,
): (row: Row) => Digits | null {
  if (from === to) return number;
  if (to > from) return (row) => map(number(row), (value) => arithmetic.power(value, to - from));
  const divisor = arithmetic.of(10n ** BigInt(from - to));
  return (row) => map(number(row), (value) => arithmetic.divide(value, divisor));
}

/** a ÷ b, null where either is missing or b is zero. */
export function quotient<Digits extends number | bigint>(
  a: Digits | null,
  b: Digits | null,
  arithmetic: Arithmetic<Digits>,
): Digits | null {
  if (a === null || b === null || b === arithmetic.of(0n)) return null;
  return arithmetic.divide(a, b);
}

/** The greatest whole number that is not greater, or with `isUp` the least that is not less. */
export function wholePart<Digits extends number | bigint>(
  value: Digits,
  scale: number,
  isUp: boolean,
  arithmetic: Arithmetic<Digits>,
): Digits {
  if (unsafe(value)) return value;
  const digits = BigInt(value);
  const unit = 10n ** BigInt(scale);
  const truncated = digits / unit;
  const isExact = truncated * unit === digits;
  if (isExact || digits < 0n === isUp) return arithmetic.of(truncated);
  return arithmetic.of(isUp ? truncated + 1n : truncated - 1n);
}
