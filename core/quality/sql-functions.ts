import { RE2JS } from 're2js';

/** A function that the SQL form of rules needs and SQLite does not have. */
export interface SqlFunction {
  readonly name: string;
  readonly call: (...values: readonly unknown[]) => string | number | null;
}

/** All functions of the SQL form of rules; whoever runs such SQL gives them to the database. */
export const sqlFunctions: readonly SqlFunction[] = [
  {
    name: 'regexp',
    call: (pattern, text) => (text === null ? null : compiled(String(pattern)).matches(String(text)) ? 1 : 0),
  },
  { name: 'code_points', call: (text) => (text === null ? null : [...String(text)].length) },
];

const cache = new Map<string, RE2JS>();

function compiled(pattern: string): RE2JS {
  const known = cache.get(pattern) ?? RE2JS.compile(pattern);
  cache.set(pattern, known);
  return known;
}
