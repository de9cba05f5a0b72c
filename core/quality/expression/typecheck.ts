import { parseDecimal } from '../values/decimal.ts';
import { quotientScale } from './arithmetic.ts';
import {
  functions,
  isSpecialName,
  type PlainFunction,
  type PlainName,
  plainFunction,
  plainFunctions,
  type SpecialName,
  specialFunctions,
} from './functions.ts';
import { type Expression, everyRecord, visit } from './parse.ts';
import { printExpression } from './print.ts';

/** The type of an expression: numbers carry the decimal places of their minor units. */
export type Type =
  | { readonly kind: 'number'; readonly scale: number }
  /** Dates and instants are texts that sort by time, instants but for the Z behind those in UTC. */
  | { readonly kind: 'text'; readonly isInstant?: boolean }
  | { readonly kind: 'boolean' };

/** What an expression may name, each with its type; what it may not throws a RangeError that says so. */
export interface Scope {
  readonly typeOf: (column: string) => Type;
  /** A column of the one record of another dataset that this one refers to. */
  readonly typeInParent: (dataset: string, column: string) => Type;
  /** A column of the records of another dataset that refer to this one; `*` stands for the records themselves. */
  readonly typeInChildren: (dataset: string, column: string) => Type;
  /** The date that the run is about. */
  readonly today: string;
}

/** A value that an expression takes from records: a column, or a figure over the records that refer to this one. */
export type Leaf =
  | { readonly kind: 'column'; readonly type: Type; readonly name: string; readonly dataset?: string | undefined }
  | {
      readonly kind: 'aggregate';
      readonly type: Type;
      readonly name: Aggregate;
      readonly dataset: string;
      readonly of: Typed | undefined;
      /** How it is written. */
      readonly text: string;
    };

export type Aggregate = 'sum' | 'count' | 'min' | 'max';

/** An expression with every type known and checked. */
export type Typed =
  | { readonly kind: 'number'; readonly type: Type; readonly digits: bigint }
  | { readonly kind: 'text'; readonly type: Type; readonly text: string }
  | Leaf
  | { readonly kind: 'plain'; readonly type: Type; readonly name: PlainName; readonly parameters: readonly Typed[] }
  | { readonly kind: 'call'; readonly type: Type; readonly name: NumberFunction; readonly parameters: readonly Typed[] }
  | { readonly kind: 'is_empty'; readonly type: Type; readonly column: string }
  | {
      readonly kind: 'case';
      readonly type: Type;
      readonly branches: readonly { readonly when: Typed; readonly result: Typed }[];
      readonly otherwise: Typed | undefined;
    }
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

type NumberFunction = 'abs' | 'round' | 'floor' | 'ceil' | 'min' | 'max' | 'coalesce';

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

const boolean: Type = { kind: 'boolean' };
const text: Type = { kind: 'text' };
const wholeNumber: Type = { kind: 'number', scale: 0 };

/** Checks an expression against what it may name; throws a RangeError that names what does not fit. */
export function typecheck(expression: Expression, scope: Scope): Typed {
  const check = (node: Expression): Typed => {
    switch (node.kind) {
      case 'number': {
        const decimal = parseDecimal(node.text) ?? { digits: 0n, scale: 0 };
        return { kind: 'number', type: { kind: 'number', scale: decimal.scale }, digits: decimal.digits };
      }
      case 'text':
        return { kind: 'text', type: text, text: node.text };
      case 'today':
        return { kind: 'text', type: text, text: scope.today };
      case 'column': {
        const { name, dataset } = node;
        if (dataset === undefined) return { kind: 'column', type: scope.typeOf(name), name };
        return { kind: 'column', type: scope.typeInParent(dataset, name), name, dataset };
      }
      case 'unary':
        return node.operator === 'not'
          ? { kind: 'not', type: boolean, operand: demand(check(node.operand), 'boolean', 'not') }
          : negate(demand(check(node.operand), 'number', '-'));
      case 'binary':
        return binary(node.operator, check(node.left), check(node.right));
      case 'case':
        return choice(
          node.branches.map(({ when, result }) => ({ when: demand(check(when), 'boolean', 'when'), result: check(result) })),
          node.otherwise && check(node.otherwise),
        );
      case 'call':
        return isAggregate(node) ? aggregate(node, scope) : call(node.name, node.parameters.map(check), scope);
    }
  };
  return check(expression);
}

/** Whether a text is an instant, which is compared without the Z behind it. */
export function isInstant({ type }: Typed): boolean {
  return type.kind === 'text' && type.isInstant === true;
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

function choice(branches: readonly { readonly when: Typed; readonly result: Typed }[], otherwise: Typed | undefined): Typed {
  const results = [...branches.map(({ result }) => result), ...(otherwise ? [otherwise] : [])];
  return { kind: 'case', type: commonType(results, 'case'), branches, otherwise };
}

/** The type of values of which one is chosen: all of one kind, numbers with the places of the longest. */
function commonType(values: readonly Typed[], of: string): Type {
  const kind = values[0]?.type.kind ?? 'text';
  for (const value of values) demand(value, kind, of);
  if (kind === 'number') return { kind, scale: Math.max(...values.map(scaleOf)) };
  return kind === 'text' ? { kind, isInstant: values.some(isInstant) } : { kind };
}

type Call = Extract<Expression, { kind: 'call' }>;

/** Whether a call is over records of another dataset: `max(a, b)` is not, `max(orders.total)` is. */
export function isAggregate({ name, parameters }: Call): boolean {
  return ['sum', 'avg', 'count'].includes(name) || (['min', 'max'].includes(name) && parameters.length === 1);
}

function aggregate(node: Call, scope: Scope): Typed {
  const {
    name,
    parameters: [of, ...more],
  } = node;
  const written = printExpression(node);
  let dataset: string | undefined;
  if (of)
    visit(of, (node) => {
      if (node.kind === 'call' && isAggregate(node))
        throw new RangeError(`${name} takes columns, not a figure such as ${node.name}`);
      if (node.kind !== 'column') return;
      if (node.dataset === undefined || (dataset ?? node.dataset) !== node.dataset)
        throw new RangeError(`${name} takes columns of one other dataset, such as ${name}(order_items.line_total)`);
      dataset = node.dataset;
    });
  if (!of || more.length > 0 || dataset === undefined)
    throw new RangeError(`${name} takes one parameter with columns of another dataset, such as ${name}(order_items.line_total)`);
  const child = dataset;
  const isOfRecords = of.kind === 'column' && of.name === everyRecord;
  if (isOfRecords) scope.typeInChildren(child, everyRecord);
  const count = (counted: Typed | undefined, text: string): Typed => ({
    kind: 'aggregate',
    type: wholeNumber,
    name: 'count',
    dataset: child,
    of: counted,
    text,
  });
  if (name === 'count' && isOfRecords) return count(undefined, written);
  const typed = typecheck(of, { ...scope, typeInParent: (_, column) => scope.typeInChildren(child, column) });
  if (name === 'count') return count(typed, written);
  if (name === 'min' || name === 'max')
    return { kind: 'aggregate', type: typed.type, name, dataset: child, of: typed, text: written };
  const { type } = demand(typed, 'number', name);
  const sum: Typed = { kind: 'aggregate', type, name: 'sum', dataset: child, of: typed, text: written.replace(/^avg/, 'sum') };
  return name === 'sum' ? sum : binary('/', sum, count(undefined, `count(${child})`));
}

function call(name: string, parameters: readonly Typed[], scope: Scope): Typed {
  const plain = plainFunction(name);
  if (plain) return callPlain(name as PlainName, plain, parameters);
  if (!isSpecialName(name)) {
    throw new RangeError(`there is no function ${name}; there are ${Object.keys(functions).join(', ')}`);
  }
  const [least, most] = specialFunctions[name].parameters;
  demandCount(name, parameters, least, most);
  const first = parameters[0];
  if (!first) throw new RangeError(`${name} needs a parameter`);
  switch (name) {
    case 'is_empty':
      if (first.kind !== 'column' || first.dataset !== undefined)
        throw new RangeError('is_empty takes a column of the record itself');
      return { kind: 'is_empty', type: boolean, column: first.name };
    case 'age':
      return callPlain('years_between', plainFunctions.years_between, [first, { kind: 'text', type: text, text: scope.today }]);
    case 'bucket': {
      const width = demand(parameters[1] ?? first, 'number', name);
      const quotient = binary('/', first, width);
      return binary('*', { kind: 'call', name: 'floor', type: wholeNumber, parameters: [quotient] }, width);
    }
    case 'coalesce':
      return { kind: 'call', name, type: commonType(parameters, name), parameters };
    case 'sum':
    case 'avg':
    case 'count':
      throw new RangeError(`${name} takes columns of another dataset`);
    default:
      for (const parameter of parameters) demand(parameter, 'number', name);
      return { kind: 'call', name, type: { kind: 'number', scale: scaleOfCall(name, parameters) }, parameters };
  }
}

function scaleOfCall(name: SpecialName, parameters: readonly Typed[]): number {
  if (name === 'floor' || name === 'ceil') return 0;
  if (name !== 'round') return Math.max(...parameters.map(scaleOf));
  const places = parameters[1];
  if (places && (places.kind !== 'number' || scaleOf(places) !== 0 || places.digits > 12n)) {
    throw new RangeError('the second parameter of round is a whole number from 0 to 12');
  }
  return places?.kind === 'number' ? Number(places.digits) : 0;
}

function callPlain(name: PlainName, plain: PlainFunction, parameters: readonly Typed[]): Typed {
  demandCount(name, parameters, plain.takes.length, plain.isVariadic ? 20 : plain.takes.length);
  for (const [index, parameter] of parameters.entries()) {
    demand(parameter, plain.takes[index] ?? plain.takes.at(-1) ?? 'text', name);
    if (scaleOf(parameter) > 0) throw new RangeError(`${name} takes whole numbers`);
  }
  const refused = plain.refuse?.(parameters.map((one) => (one.kind === 'number' ? Number(one.digits) : undefined)));
  if (refused !== undefined) throw new RangeError(refused);
  const [first] = parameters;
  const given: Type = plain.gives === 'number' ? wholeNumber : { kind: plain.gives };
  return { kind: 'plain', name, type: name === 'add_days' && first ? first.type : given, parameters };
}

function demandCount(name: string, parameters: readonly Typed[], least: number, most: number): void {
  if (parameters.length < least || parameters.length > most) {
    throw new RangeError(`${name} takes ${least === most ? least : `${least} to ${most}`} parameters, not ${parameters.length}`);
  }
}

function demand(node: Typed, kind: Type['kind'], of: string): Typed {
  if (node.type.kind !== kind) throw new RangeError(`${of} needs a ${kind}, not a ${node.type.kind}`);
  return node;
}
