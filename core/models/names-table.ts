import { sqlTokens } from '#core/sql/sql-tokens.ts';

/** Whether a query names a table. */
export function namesTable(text: string, table: string): boolean {
  return sqlTokens(text).some(
    ({ kind, text: word }) =>
      (kind === 'word' && word.toLowerCase() === table.toLowerCase()) || (kind === 'name' && word.slice(1, -1) === table),
  );
}
