const token =
  /\s*(?:(\d+[dw])\b|(\d+(?:\.\d+)?|\.\d+)|'((?:[^']|'')*)'|(?:([A-Za-z_]\w*)\.)?"([^"]+)"|([A-Za-z_]\w*\.)?([A-Za-z_]\w*)|(<>|!=|<=|>=|==|[-+*/=<>(),]))/y;

/** A word, number, text or sign of an expression. */
export interface Token {
  readonly kind: 'period' | 'number' | 'text' | 'column' | 'word' | 'symbol' | 'end';
  readonly text: string;
  /** The dataset that a name is prefixed with. */
  readonly dataset?: string | undefined;
  /** The place of its first character, from 1. */
  readonly at: number;
}

/** Splits an expression into its tokens. Throws a RangeError where it cannot be read. */
export function tokenize(source: string): readonly Token[] {
  if (source.length > 4000) throw new RangeError('the expression is longer than 4,000 characters');
  const tokens: Token[] = [];
  const end = source.trimEnd().length;
  for (let position = 0; position < end; ) {
    token.lastIndex = position;
    const match = token.exec(source);
    if (!match)
      throw new RangeError(`cannot read "${source.slice(position, position + 10).trim()}" at character ${position + 1}`);
    const [, period, number, text, of, column, prefix, word, symbol] = match;
    const at = position + 1;
    if (period !== undefined) tokens.push({ kind: 'period', text: period, at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'"), at });
    else if (column !== undefined) tokens.push({ kind: 'column', text: column, dataset: of, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, dataset: prefix?.slice(0, -1), at });
    else if (symbol !== undefined)
      tokens.push({ kind: 'symbol', text: symbol === '!=' ? '<>' : symbol === '==' ? '=' : symbol, at });
    position = token.lastIndex;
  }
  return tokens;
}
