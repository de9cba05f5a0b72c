import type { Arithmetic } from './arithmetic.ts';
import type { Comparison } from './typecheck.ts';

/** Compares two numbers of one scale; undefined where doubles were not enough. */
export function compareNumbers<Digits extends number | bigint>(
  operator: Comparison,
  a: Digits | null,
  b: Digits | null,
  arithmetic: Arithmetic<Digits>,
): boolean | null | undefined {
  if (a === null || b === null) return null;
  if (unsafe(a) || unsafe(b)) return undefined;
  return decide(operator, arithmetic.less(a, b) ? -1 : arithmetic.less(b, a) ? 1 : 0);
}

/** Compares two texts, or two truths, of which false comes before true. */
export function comparePlain<Plain extends string | boolean>(
  operator: Comparison,
  a: Plain | null | undefined,
  b: Plain | null | undefined,
): boolean | null | undefined {
  if (a === null || b === null) return null;
  if (a === undefined || b === undefined) return undefined;
  return decide(operator, a < b ? -1 : a > b ? 1 : 0);
}

function decide(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** SQL's three-valued logic; `decisive` is the value that settles the matter alone: true for or, false for and. */
export function logic(
  decisive: boolean,
  a: boolean | null | undefined,
  b: boolean | null | undefined,
): boolean | null | undefined {
  if (a === decisive || b === decisive) return decisive;
  if (a === undefined || b === undefined) return undefined;
  return a === null || b === null ? null : !decisive;
}

/** The opposite; unknown stays unknown. */
export function negated(value: boolean | null | undefined): boolean | null | undefined {
  return typeof value === 'boolean' ? !value : value;
}

/** The result of an operation on two values; null where either is missing. */
export function both<Digits>(a: Digits | null, b: Digits | null, operate: (a: Digits, b: Digits) => Digits): Digits | null {
  return a === null || b === null ? null : operate(a, b);
}

/** A value changed; null where there is none. */
export function map<From, To>(value: From | null, change: (value: From) => To): To | null {
  return value === null ? null : change(value);
}

/** Whether doubles were not enough to compute a number exactly. */
export function unsafe(value: number | bigint): boolean {
  return Number.isNaN(value);
}
