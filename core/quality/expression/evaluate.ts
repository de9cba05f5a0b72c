import type { Row } from '../rule.ts';
import { parseDecimal, rescale } from '../values/decimal.ts';
import { type Arithmetic, bigints, doubles, quotientScale } from './arithmetic.ts';
import { plainFunctions } from './functions.ts';
import { align, quotient, wholePart } from './scaling.ts';
import { both, compareNumbers, comparePlain, logic, map, negated, unsafe } from './three-valued.ts';
import { isInstant, scaleOf, type Typed } from './typecheck.ts';

/** Where a column's value stands in a row, and whether numbers are minor units (a scale) or decimal text (none). */
export type Place = (column: string) => { readonly index: number; readonly scale: number | undefined };

/** Decimal places given to a number column that declares none. */
export const looseScale = 30;

/** An expression ready to run; null where a value it needs is empty or a divisor is zero. */
export interface Program {
  readonly number: (row: Row) => bigint | number | null;
  readonly boolean: (row: Row) => boolean | null;
  readonly text: (row: Row) => string | null;
}

/** Compiles a typed expression: in doubles first, again in BigInts where a result would not be exact. */
export function compileExpression(expression: Typed, place: Place): Program {
  const quick = compile(expression, place, doubles);
  const exact = compile(expression, place, bigints);
  return {
    number: (row) => {
      const result = quick.number(row);
      return Number.isNaN(result) ? exact.number(row) : result;
    },
    boolean: (row) => {
      const result = quick.boolean(row);
      return result === undefined ? (exact.boolean(row) ?? null) : result;
    },
    text: (row) => {
      const result = quick.text(row);
      return result === undefined ? (exact.text(row) ?? null) : result;
    },
  };
}

interface Compiled<Digits> {
  readonly number: (row: Row) => Digits | null;
  /** undefined where doubles were not enough. */
  readonly boolean: (row: Row) => boolean | null | undefined;
  readonly text: (row: Row) => string | null | undefined;
}

function compile<Digits extends number | bigint>(node: Typed, place: Place, arithmetic: Arithmetic<Digits>): Compiled<Digits> {
  const nothing: Compiled<Digits> = { number: () => null, boolean: () => null, text: () => null };
  const inner = (child: Typed) => compile(child, place, arithmetic);
  const aligned = (child: Typed, scale: number): ((row: Row) => Digits | null) =>
    align(inner(child).number, scaleOf(child), scale, arithmetic);
  switch (node.kind) {
    case 'number': {
      const digits = arithmetic.of(node.digits);
      return { ...nothing, number: () => digits };
    }
    case 'text':
      return { ...nothing, text: () => node.text };
    case 'column':
      return { ...nothing, ...column(node, place, arithmetic) };
    case 'negate': {
      const { number } = inner(node.operand);
      const zero = arithmetic.of(0n);
      return { ...nothing, number: (row) => map(number(row), (value) => arithmetic.subtract(zero, value)) };
    }
    case 'not': {
      const { boolean } = inner(node.operand);
      return { ...nothing, boolean: (row) => negated(boolean(row)) };
    }
    case 'logic': {
      const left = inner(node.left).boolean;
      const right = inner(node.right).boolean;
      const decisive = node.operator === 'or';
      return { ...nothing, boolean: (row) => logic(decisive, left(row), right(row)) };
    }
    case 'compare': {
      if (node.left.type.kind === 'number') {
        const scale = Math.max(scaleOf(node.left), scaleOf(node.right));
        const left = aligned(node.left, scale);
        const right = aligned(node.right, scale);
        return { ...nothing, boolean: (row) => compareNumbers(node.operator, left(row), right(row), arithmetic) };
      }
      const isTime = isInstant(node.left) || isInstant(node.right);
      const of = (child: Typed) => {
        if (child.type.kind !== 'text') return inner(child).boolean;
        const { text } = inner(child);
        return isTime ? (row: Row) => text(row)?.replace(/Z$/, '') ?? null : text;
      };
      const left = of(node.left);
      const right = of(node.right);
      return { ...nothing, boolean: (row) => comparePlain(node.operator, left(row), right(row)) };
    }
    case 'arithmetic': {
      if (node.operator === '*') {
        const left = inner(node.left).number;
        const right = inner(node.right).number;
        return { ...nothing, number: (row) => both(left(row), right(row), arithmetic.multiply) };
      }
      if (node.operator === '/') {
        const left = aligned(node.left, scaleOf(node.right) + quotientScale);
        const right = inner(node.right).number;
        // With l and r places on either side, A·10^(q + r − l) ÷ B is the quotient at q places.
        return { ...nothing, number: (row) => quotient(left(row), right(row), arithmetic) };
      }
      const operate = node.operator === '+' ? arithmetic.add : arithmetic.subtract;
      const left = aligned(node.left, scaleOf(node));
      const right = aligned(node.right, scaleOf(node));
      return { ...nothing, number: (row) => both(left(row), right(row), operate) };
    }
    case 'call':
      return { ...nothing, ...call(node, place, arithmetic) };
    case 'plain':
      return { ...nothing, ...plain(node, place, arithmetic) };
    case 'case':
      return { ...nothing, ...choice(node, place, arithmetic) };
    case 'is_empty': {
      const { index } = place(node.column);
      return {
        ...nothing,
        boolean: ({ values, problems }) => (values[index] ?? null) === null && problems[index] === undefined,
      };
    }
    case 'aggregate':
      throw new RangeError(`${node.name} over ${node.dataset} needs other records`);
  }
}

/** The first result whose condition is true; none where a condition before it is undecided. */
function choice<Digits extends number | bigint>(
  node: Typed & { kind: 'case' },
  place: Place,
  arithmetic: Arithmetic<Digits>,
): Partial<Compiled<Digits>> {
  const branches = node.branches.map(({ when, result }) => ({
    when: compile(when, place, arithmetic).boolean,
    ...alignedTo(node, result, place, arithmetic),
  }));
  const otherwise = node.otherwise && alignedTo(node, node.otherwise, place, arithmetic);
  /** null where it is undecided, undefined where doubles were not enough to decide it. */
  const chosen = (row: Row): Compiled<Digits> | null | undefined => {
    for (const branch of branches) {
      const holds = branch.when(row);
      if (holds !== false) return holds ? branch : holds;
    }
    return otherwise ?? null;
  };
  return {
    number: (row) => {
      const found = chosen(row);
      return found === undefined ? (Number.NaN as Digits) : (found?.number(row) ?? null);
    },
    boolean: (row) => {
      const found = chosen(row);
      return found ? found.boolean(row) : found;
    },
    text: (row) => {
      const found = chosen(row);
      return found ? found.text(row) : found;
    },
  };
}

/** A parameter of something that gives one of several values: numbers have the places of the result. */
function alignedTo<Digits extends number | bigint>(
  node: Typed,
  child: Typed,
  place: Place,
  arithmetic: Arithmetic<Digits>,
): Compiled<Digits> {
  const compiled = compile(child, place, arithmetic);
  return { ...compiled, number: align(compiled.number, scaleOf(child), scaleOf(node), arithmetic) };
}

/** A function of texts and whole numbers. */
function plain<Digits extends number | bigint>(
  node: Typed & { kind: 'plain' },
  place: Place,
  arithmetic: Arithmetic<Digits>,
): Partial<Compiled<Digits>> {
  const operate = plainFunctions[node.name].call as (...parameters: readonly unknown[]) => string | number | boolean | null;
  const parameters = node.parameters.map((parameter) => {
    const { number, text } = compile(parameter, place, arithmetic);
    return parameter.type.kind === 'number' ? (row: Row) => map(number(row), Number) : text;
  });
  const result = (row: Row): string | number | boolean | null | undefined => {
    const given: unknown[] = [];
    for (const parameter of parameters) {
      const value = parameter(row);
      if (value === null || value === undefined || Number.isNaN(value)) return value === null ? null : undefined;
      given.push(value);
    }
    return operate(...given);
  };
  return {
    number: (row) => {
      const value = result(row);
      return value === undefined ? (Number.NaN as Digits) : map(value, (given) => arithmetic.of(BigInt(Number(given))));
    },
    boolean: (row) => {
      const value = result(row);
      return value === undefined ? undefined : map(value, (given) => given === true);
    },
    text: (row) => {
      const value = result(row);
      return value === undefined ? undefined : map(value, String);
    },
  };
}

function column<Digits>(
  node: Typed & { kind: 'column' },
  place: Place,
  arithmetic: Arithmetic<Digits>,
): Partial<Compiled<Digits>> {
  const { index, scale } = place(node.name);
  if (node.type.kind === 'boolean') return { boolean: ({ values }) => map(values[index] ?? null, (value) => value === 1) };
  if (node.type.kind === 'text') return { text: ({ values }) => map(values[index] ?? null, String) };
  if (scale === undefined) {
    return {
      number: ({ values }) =>
        map(values[index] ?? null, (value) => {
          const decimal = parseDecimal(String(value));
          return arithmetic.of(decimal ? rescale(decimal, looseScale).digits : 0n);
        }),
    };
  }
  const zero = arithmetic.of(0n);
  if (typeof zero === 'number') {
    return { number: ({ values }) => (values[index] ?? null) as Digits | null };
  }
  return { number: ({ values }) => map(values[index] ?? null, (value) => arithmetic.of(BigInt(value))) };
}

function call<Digits extends number | bigint>(
  node: Typed & { kind: 'call' },
  place: Place,
  arithmetic: Arithmetic<Digits>,
): Partial<Compiled<Digits>> {
  const [first] = node.parameters;
  if (!first) return {};
  const { number } = compile(first, place, arithmetic);
  const zero = arithmetic.of(0n);
  switch (node.name) {
    case 'abs':
      return {
        number: (row) => map(number(row), (value) => (arithmetic.less(value, zero) ? arithmetic.subtract(zero, value) : value)),
      };
    case 'round':
      return { number: align(number, scaleOf(first), scaleOf(node), arithmetic) };
    case 'min':
    case 'max': {
      const all = node.parameters.map((parameter) =>
        align(compile(parameter, place, arithmetic).number, scaleOf(parameter), scaleOf(node), arithmetic),
      );
      const wantsLess = node.name === 'min';
      const choose = (a: Digits, b: Digits): Digits => {
        if (unsafe(a) || unsafe(b)) return unsafe(a) ? a : b;
        return arithmetic.less(a, b) === wantsLess ? a : b;
      };
      return { number: (row) => all.slice(1).reduce((best, next) => both(best, next(row), choose), all[0]?.(row) ?? null) };
    }
    case 'floor':
    case 'ceil':
      return { number: (row) => map(number(row), (value) => wholePart(value, scaleOf(first), node.name === 'ceil', arithmetic)) };
    case 'coalesce': {
      const all = node.parameters.map((parameter) => alignedTo(node, parameter, place, arithmetic));
      const firstOf =
        <Value>(of: (one: Compiled<Digits>) => (row: Row) => Value) =>
        (row: Row): Value | null => {
          for (const one of all) {
            const value = of(one)(row);
            if (value !== null) return value;
          }
          return null;
        };
      return {
        number: firstOf(({ number }) => number),
        boolean: firstOf(({ boolean }) => boolean),
        text: firstOf(({ text }) => text),
      };
    }
  }
}
