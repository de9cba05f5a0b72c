import { parseDecimal } from '../values/decimal.ts';
import { quotientScale } from './arithmetic.ts';
import { type FunctionName, functions, isFunctionName } from './functions.ts';
import type { Expression } from './parse.ts';

/** The type of an expression: numbers carry the decimal places of their minor units. */
export type Type = { readonly kind: 'number'; readonly scale: number } | { readonly kind: 'text' } | { readonly kind: 'boolean' };

/** The type of each column that an expression may name; undefined where there is no such column. */
export type TypeOf = (column: string) => Type | undefined;

/** An expression with every type known and checked. */
export type Typed =
  | { readonly kind: 'number'; readonly type: Type; readonly digits: bigint }
  | { readonly kind: 'text'; readonly type: Type; readonly text: string }
  | { readonly kind: 'column'; readonly type: Type; readonly name: string }
  | { readonly kind: 'call'; readonly type: Type; readonly name: FunctionName; readonly parameters: readonly Typed[] }
  | { readonly kind: 'not' | 'negate'; readonly type: Type; readonly operand: Typed }
  | { readonly kind: 'logic'; readonly type: Type; readonly operator: 'and' | 'or'; readonly left: Typed; readonly right: Typed }
  | { readonly kind: 'compare'; readonly type: Type; readonly operator: Comparison; readonly left: Typed; readonly right: Typed }
  | {
      readonly kind: 'arithmetic';
      readonly type: Type;
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Typed;
      readonly right: Typed;
    };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

const boolean: Type = { kind: 'boolean' };
const text: Type = { kind: 'text' };

/** Checks an expression against the columns; throws a RangeError that names what does not fit. */
export function typecheck(expression: Expression, typeOf: TypeOf): Typed {
  const check = (node: Expression): Typed => {
    switch (node.kind) {
      case 'number': {
        const decimal = parseDecimal(node.text) ?? { digits: 0n, scale: 0 };
        return { kind: 'number', type: { kind: 'number', scale: decimal.scale }, digits: decimal.digits };
      }
      case 'text':
        return { kind: 'text', type: text, text: node.text };
      case 'column': {
        const type = typeOf(node.name);
        if (!type) throw new RangeError(`there is no column ${node.name}`);
        return { kind: 'column', type, name: node.name };
      }
      case 'unary':
        return node.operator === 'not'
          ? { kind: 'not', type: boolean, operand: demand(check(node.operand), 'boolean', 'not') }
          : negate(demand(check(node.operand), 'number', '-'));
      case 'binary':
        return binary(node.operator, check(node.left), check(node.right));
      case 'call':
        return call(node.name, node.parameters.map(check));
    }
  };
  return check(expression);
}

/** The decimal places of a typed number. */
export function scaleOf(node: Typed): number {
  return node.type.kind === 'number' ? node.type.scale : 0;
}

function negate(operand: Typed): Typed {
  return { kind: 'negate', type: operand.type, operand };
}

function binary(operator: string, left: Typed, right: Typed): Typed {
  if (operator === 'and' || operator === 'or') {
    return {
      kind: 'logic',
      type: boolean,
      operator,
      left: demand(left, 'boolean', operator),
      right: demand(right, 'boolean', operator),
    };
  }
  if (operator === '+' || operator === '-' || operator === '*' || operator === '/') {
    const scales = [scaleOf(demand(left, 'number', operator)), scaleOf(demand(right, 'number', operator))] as const;
    const scale = operator === '*' ? scales[0] + scales[1] : operator === '/' ? quotientScale : Math.max(...scales);
    return { kind: 'arithmetic', type: { kind: 'number', scale }, operator, left, right };
  }
  if (left.type.kind !== right.type.kind) {
    throw new RangeError(`cannot compare a ${left.type.kind} with a ${right.type.kind}`);
  }
  return { kind: 'compare', type: boolean, operator: operator as Comparison, left, right };
}

function call(name: string, parameters: readonly Typed[]): Typed {
  if (!isFunctionName(name)) {
    throw new RangeError(`there is no function ${name}; there are ${Object.keys(functions).join(', ')}`);
  }
  const [least, most] = functions[name].parameters;
  if (parameters.length < least || parameters.length > most) {
    throw new RangeError(`${name} takes ${least === most ? least : `${least} to ${most}`} parameters, not ${parameters.length}`);
  }
  const first = parameters[0];
  if (!first) throw new RangeError(`${name} needs a parameter`);
  return { kind: 'call', name, type: resultOf(name, first, parameters), parameters };
}

function resultOf(name: FunctionName, first: Typed, parameters: readonly Typed[]): Type {
  switch (name) {
    case 'is_empty':
      if (first.kind !== 'column') throw new RangeError('is_empty takes a column');
      return boolean;
    case 'lower':
    case 'upper':
      demand(first, 'text', name);
      return text;
    case 'length':
    case 'year':
    case 'month':
    case 'day':
      demand(first, 'text', name);
      return { kind: 'number', scale: 0 };
    case 'round': {
      demand(first, 'number', name);
      const places = parameters[1];
      if (places && (places.kind !== 'number' || scaleOf(places) !== 0 || places.digits > 12n)) {
        throw new RangeError('the second parameter of round is a whole number from 0 to 12');
      }
      return { kind: 'number', scale: places?.kind === 'number' ? Number(places.digits) : 0 };
    }
    case 'abs':
    case 'min':
    case 'max':
      for (const parameter of parameters) demand(parameter, 'number', name);
      return { kind: 'number', scale: Math.max(...parameters.map(scaleOf)) };
  }
}

function demand(node: Typed, kind: Type['kind'], of: string): Typed {
  if (node.type.kind !== kind) throw new RangeError(`${of} needs a ${kind}, not a ${node.type.kind}`);
  return node;
}
