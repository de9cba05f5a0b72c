import { type Token, tokenize } from './tokenize.ts';

/** An expression over the columns of one record, and over those of records related to it. */
export type Expression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  /** The date that the run is about. */
  | { readonly kind: 'today' }
  /** A column of the record, or of another dataset: `orders.total`. */
  | { readonly kind: 'column'; readonly name: string; readonly dataset?: string | undefined }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: 'case'; readonly branches: readonly Branch[]; readonly otherwise: Expression | undefined }
  | { readonly kind: 'unary'; readonly operator: '-' | 'not'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression };

/** One `when … then …`. */
export interface Branch {
  readonly when: Expression;
  readonly result: Expression;
}

export type BinaryOperator = 'or' | 'and' | '=' | '<>' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/';

const strengths: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
};

const notStrength = 3;
const minusStrength = 7;
const deepest = 100;

/** Days in the units of a period such as `30d` or `2w`. */
const daysIn: Readonly<Record<string, number>> = { d: 1, w: 7 };

/** All records of a dataset, as in `count(orders)`. */
export const everyRecord = '*';

/**
 * Parses an expression such as `revenue = quantity * unit_price * (1 - discount)`: comparison, arithmetic, and/or/not, in,
 * case, function calls, periods (`today - 30d`), 'text', "column names with spaces" and columns of other datasets. Throws a RangeError that says where and what was expected.
 */
export function parseExpression(source: string): Expression {
  const cursor: Cursor = { tokens: tokenize(source), position: 0, end: source.length };
  const expression = parse(cursor, 0, 0);
  if (peek(cursor).kind !== 'end') throw unexpected(peek(cursor), 'the end of the expression');
  return expression;
}

/** The names of the record's own columns that an expression reads, each once, in order of appearance. */
export function columnsOf(expression: Expression): readonly string[] {
  const names = new Set<string>();
  visit(expression, (node) => {
    if (node.kind === 'column' && node.dataset === undefined) names.add(node.name);
  });
  return [...names];
}

/** Whether what an expression says depends on the day: it names today, or an age. */
export function usesToday(source: string): boolean {
  let isFound = false;
  visit(parseExpression(source), (node) => {
    if (node.kind === 'today' || (node.kind === 'call' && node.name === 'age')) isFound = true;
  });
  return isFound;
}

/** Calls a function with every node of an expression, in order of appearance. */
export function visit(node: Expression, see: (node: Expression) => void): void {
  see(node);
  if (node.kind === 'call') for (const parameter of node.parameters) visit(parameter, see);
  else if (node.kind === 'unary') visit(node.operand, see);
  else if (node.kind === 'binary') {
    visit(node.left, see);
    visit(node.right, see);
  } else if (node.kind === 'case') {
    for (const { when, result } of node.branches) {
      visit(when, see);
      visit(result, see);
    }
    if (node.otherwise) visit(node.otherwise, see);
  }
}

/** Where reading has got to. */
interface Cursor {
  readonly tokens: readonly Token[];
  position: number;
  readonly end: number;
}

function peek({ tokens, position, end }: Cursor): Token {
  return tokens[position] ?? { kind: 'end', text: 'nothing more', at: end + 1 };
}

function isSymbol(cursor: Cursor, symbol: string): boolean {
  const next = peek(cursor);
  return next.kind === 'symbol' && next.text === symbol;
}

function isWord(cursor: Cursor, word: string, ahead = 0): boolean {
  const next = cursor.tokens[cursor.position + ahead];
  return next?.kind === 'word' && next.dataset === undefined && next.text.toLowerCase() === word;
}

function expect(cursor: Cursor, symbol: string): void {
  if (!isSymbol(cursor, symbol)) throw unexpected(peek(cursor), symbol);
  cursor.position++;
}

function expectWord(cursor: Cursor, word: string): void {
  if (!isWord(cursor, word)) throw unexpected(peek(cursor), word);
  cursor.position++;
}

function parse(cursor: Cursor, strength: number, depth: number): Expression {
  if (depth > deepest) throw new RangeError(`the expression nests deeper than ${deepest} levels`);
  let left = operand(cursor, depth);
  for (;;) {
    if (strength < strengths['='] && (isWord(cursor, 'in') || (isWord(cursor, 'not') && isWord(cursor, 'in', 1)))) {
      left = among(cursor, left, depth);
      continue;
    }
    const operator = binaryOperator(peek(cursor));
    if (!operator || strengths[operator] <= strength) return left;
    cursor.position++;
    left = shifted(cursor, operator, left) ?? {
      kind: 'binary',
      operator,
      left,
      right: parse(cursor, strengths[operator], depth + 1),
    };
  }
}

/** A date so many days earlier or later, where a period follows plus or minus. */
function shifted(cursor: Cursor, operator: BinaryOperator, date: Expression): Expression | undefined {
  const next = peek(cursor);
  if (next.kind !== 'period') return undefined;
  if (operator !== '+' && operator !== '-') throw unexpected(next, 'a value');
  cursor.position++;
  const days = Number.parseInt(next.text, 10) * (daysIn[next.text.slice(-1)] ?? 1);
  const signed = operator === '+' ? days : -days;
  // Several periods in a row are one.
  const before = date.kind === 'call' && date.name === 'add_days' ? daysOf(date.parameters[1]) : undefined;
  const from = before === undefined || date.kind !== 'call' ? date : (date.parameters[0] ?? date);
  return { kind: 'call', name: 'add_days', parameters: [from, wholeNumber(signed + (before ?? 0))] };
}

function wholeNumber(value: number): Expression {
  const size: Expression = { kind: 'number', text: String(Math.abs(value)) };
  return value < 0 ? { kind: 'unary', operator: '-', operand: size } : size;
}

function daysOf(node: Expression | undefined): number | undefined {
  if (node?.kind === 'number') return Number(node.text);
  return node?.kind === 'unary' && node.operand.kind === 'number' ? -Number(node.operand.text) : undefined;
}

/** `value in (a, b)` is `value = a or value = b`. */
function among(cursor: Cursor, value: Expression, depth: number): Expression {
  const isNegated = isWord(cursor, 'not');
  cursor.position += isNegated ? 2 : 1;
  const found = list(cursor, depth)
    .map((one): Expression => ({ kind: 'binary', operator: '=', left: value, right: one }))
    .reduce((left, right) => ({ kind: 'binary', operator: 'or', left, right }));
  return isNegated ? { kind: 'unary', operator: 'not', operand: found } : found;
}

function operand(cursor: Cursor, depth: number): Expression {
  const next = peek(cursor);
  cursor.position++;
  if (next.kind === 'number' || next.kind === 'text') return { kind: next.kind, text: next.text };
  if (next.kind === 'column') return { kind: 'column', name: next.text, dataset: next.dataset };
  if (next.kind === 'word') return word(cursor, next, depth);
  if (next.text === '-') return { kind: 'unary', operator: '-', operand: parse(cursor, minusStrength, depth + 1) };
  if (next.text === '(') {
    const inner = parse(cursor, 0, depth + 1);
    expect(cursor, ')');
    return inner;
  }
  throw unexpected(next, 'a value');
}

function word(cursor: Cursor, { text, dataset }: Token, depth: number): Expression {
  const name = text.toLowerCase();
  if (dataset !== undefined) return { kind: 'column', name: text, dataset };
  if (name === 'not') return { kind: 'unary', operator: 'not', operand: parse(cursor, notStrength, depth + 1) };
  if (name === 'today') return { kind: 'today' };
  if (name === 'case' && isWord(cursor, 'when')) return choice(cursor, depth);
  return isSymbol(cursor, '(') ? call(cursor, name, depth) : { kind: 'column', name: text };
}

function call(cursor: Cursor, name: string, depth: number): Expression {
  const parameters = list(cursor, depth);
  const [first] = parameters;
  if (name === 'count' && parameters.length === 1 && first?.kind === 'column' && first.dataset === undefined)
    return { kind: 'call', name, parameters: [{ kind: 'column', name: everyRecord, dataset: first.name }] };
  return { kind: 'call', name, parameters };
}

function list(cursor: Cursor, depth: number): readonly Expression[] {
  expect(cursor, '(');
  const items = [parse(cursor, 0, depth + 1)];
  while (isSymbol(cursor, ',')) {
    cursor.position++;
    items.push(parse(cursor, 0, depth + 1));
  }
  expect(cursor, ')');
  return items;
}

function choice(cursor: Cursor, depth: number): Expression {
  const branches: Branch[] = [];
  while (branches.length === 0 || isWord(cursor, 'when')) {
    expectWord(cursor, 'when');
    const when = parse(cursor, 0, depth + 1);
    expectWord(cursor, 'then');
    branches.push({ when, result: parse(cursor, 0, depth + 1) });
  }
  const hasElse = isWord(cursor, 'else');
  if (hasElse) cursor.position++;
  const otherwise = hasElse ? parse(cursor, 0, depth + 1) : undefined;
  expectWord(cursor, 'end');
  return { kind: 'case', branches, otherwise };
}

/** How strongly an operator binds: the more, the sooner. */
export function strengthOf(operator: BinaryOperator): number {
  return strengths[operator];
}

function binaryOperator(next: Token): BinaryOperator | undefined {
  const text =
    next.kind === 'word' && next.dataset === undefined ? next.text.toLowerCase() : next.kind === 'symbol' ? next.text : '';
  return Object.hasOwn(strengths, text) ? (text as BinaryOperator) : undefined;
}

function unexpected(next: Token, wanted: string): RangeError {
  return new RangeError(`expected ${wanted} at character ${next.at}, found ${next.text}`);
}
