/** An expression over the columns of one record. */
export type Expression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: '-' | 'not'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression };

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

const token = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|'((?:[^']|'')*)'|"([^"]+)"|([A-Za-z_][A-Za-z0-9_]*)|(<>|!=|<=|>=|==|[-+*/=<>(),]))/y;

interface Token {
  readonly kind: 'number' | 'text' | 'column' | 'word' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

/**
 * Parses an expression such as `revenue = quantity * unit_price * (1 - discount)`: comparison, arithmetic, and/or/not,
 * function calls, 'text' and "column names with spaces". Throws a RangeError that says where and what was expected.
 */
export function parseExpression(source: string): Expression {
  const tokens = tokenize(source);
  let position = 0;
  const peek = (): Token => tokens[position] ?? { kind: 'end', text: 'the end', at: source.length };
  const expect = (symbol: string): void => {
    const next = peek();
    if (next.text !== symbol || next.kind !== 'symbol') throw unexpected(next, symbol);
    position++;
  };

  const expression = parse(0, 0);
  if (peek().kind !== 'end') throw unexpected(peek(), 'the end of the expression');
  return expression;

  function parse(strength: number, depth: number): Expression {
    if (depth > deepest) throw new RangeError(`the expression nests deeper than ${deepest} levels`);
    let left = operand(depth);
    for (;;) {
      const operator = binaryOperator(peek());
      if (!operator || strengths[operator] <= strength) return left;
      position++;
      left = { kind: 'binary', operator, left, right: parse(strengths[operator], depth + 1) };
    }
  }

  function operand(depth: number): Expression {
    const next = peek();
    position++;
    if (next.kind === 'number' || next.kind === 'text') return { kind: next.kind, text: next.text };
    if (next.kind === 'column') return { kind: 'column', name: next.text };
    if (next.kind === 'word') {
      const word = next.text.toLowerCase();
      if (word === 'not') return { kind: 'unary', operator: 'not', operand: parse(notStrength, depth + 1) };
      if (peek().kind === 'symbol' && peek().text === '(') return call(word, depth);
      return { kind: 'column', name: next.text };
    }
    if (next.text === '-') return { kind: 'unary', operator: '-', operand: parse(minusStrength, depth + 1) };
    if (next.text === '(') {
      const inner = parse(0, depth + 1);
      expect(')');
      return inner;
    }
    throw unexpected(next, 'a value');
  }

  function call(name: string, depth: number): Expression {
    expect('(');
    const parameters: Expression[] = [];
    if (peek().text !== ')') {
      parameters.push(parse(0, depth + 1));
      while (peek().kind === 'symbol' && peek().text === ',') {
        position++;
        parameters.push(parse(0, depth + 1));
      }
    }
    expect(')');
    return { kind: 'call', name, parameters };
  }
}

/** The names of the columns that an expression reads, each once, in order of appearance. */
export function columnsOf(expression: Expression): readonly string[] {
  const names = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.kind === 'column') names.add(node.name);
    else if (node.kind === 'call') node.parameters.forEach(visit);
    else if (node.kind === 'unary') visit(node.operand);
    else if (node.kind === 'binary') {
      visit(node.left);
      visit(node.right);
    }
  };
  visit(expression);
  return [...names];
}

function tokenize(source: string): readonly Token[] {
  if (source.length > 4000) throw new RangeError('the expression is longer than 4,000 characters');
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  for (let position = 0; position < end; ) {
    token.lastIndex = position;
    const match = token.exec(source);
    if (!match)
      throw new RangeError(`cannot read "${source.slice(position, position + 10).trim()}" at character ${position + 1}`);
    const [, number, text, column, word, symbol] = match;
    const at = position + 1;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'"), at });
    else if (column !== undefined) tokens.push({ kind: 'column', text: column, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (symbol !== undefined)
      tokens.push({ kind: 'symbol', text: symbol === '!=' ? '<>' : symbol === '==' ? '=' : symbol, at });
    position = token.lastIndex;
  }
  return tokens;
}

function binaryOperator(next: Token): BinaryOperator | undefined {
  const text = next.kind === 'word' ? next.text.toLowerCase() : next.kind === 'symbol' ? next.text : '';
  return Object.hasOwn(strengths, text) ? (text as BinaryOperator) : undefined;
}

function unexpected(next: Token, wanted: string): RangeError {
  return new RangeError(`expected ${wanted} at character ${next.at}, found ${next.text}`);
}
