/** A piece of SQL as it is written. */
export interface SqlToken {
  readonly kind: 'word' | 'text' | 'name' | 'parameter' | 'number' | 'sign' | 'blank';
  /** Exactly as written, with quotes. */
  readonly text: string;
}

const pattern =
  /(?<blank>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<text>'(?:[^']|'')*(?:'|$))|(?<name>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$))|(?<parameter>[:@$][A-Za-z_]\w*)|(?<number>\d[\w.]*|\.\d\w*)|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<sign>[\s\S])/gy;

/** Divides SQL into its tokens, by the rules of https://www.sqlite.org/c3ref/complete.html and tokenize.c; together they are the text again. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  return [...sql.matchAll(pattern)].map(({ 0: text, groups = {} }) => {
    const [kind = 'sign'] = Object.entries(groups).find(([, found]) => found !== undefined) ?? [];
    // The names of the groups are the kinds.
    return { kind: kind as SqlToken['kind'], text };
  });
}
