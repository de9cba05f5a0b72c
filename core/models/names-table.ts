import { sqlTokens } from '#core/sql/sql-tokens.ts';

/** Whether a query names a table. */
export function namesTable(text: string, table: string): boolean {
  return namesIn(text, ['word', 'name']).has(table.toLowerCase());
}

/** All that SQLite may take for a name in a query, in lower case; where it needs a name it takes a text for one. */
export function possibleNames(text: string): ReadonlySet<string> {
  return namesIn(text, ['word', 'name', 'text']);
}

function namesIn(text: string, kinds: readonly string[]): ReadonlySet<string> {
  return new Set(
    sqlTokens(text)
      .filter(({ kind }) => kinds.includes(kind))
      .map((token) => (token.kind === 'word' ? token.text : unquoted(token.text)).toLowerCase()),
  );
}

/** What stands in quotes, where a doubled one is one. */
function unquoted(text: string): string {
  const quote = text.slice(0, 1);
  return quote === '[' ? text.slice(1, -1) : text.slice(1, -1).replaceAll(quote + quote, quote);
}
