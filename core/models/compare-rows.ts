import type { TestRow } from '#core/definition/examples.ts';

type Found = Readonly<Record<string, unknown>>;

/** Doubles that stand for the same decimal number may differ by this share. */
const rounding = 1e-9;

/** What rows have otherwise than expected, each difference in a sentence; their order does not matter, nor do columns that are not expected. */
export function compareRows(expected: readonly TestRow[], found: readonly Found[]): readonly string[] {
  const columns = [...new Set(expected.flatMap(Object.keys))];
  const [first] = found;
  const unknown = first && columns.find((column) => !(column in first));
  if (unknown !== undefined) return [`there is no column ${unknown}; there are ${Object.keys(first ?? {}).join(', ')}`];
  const left = [...found];
  const missing = expected.filter((row) => {
    const place = left.findIndex((other) => Object.entries(row).every(([column, cell]) => isSame(cell, other[column])));
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
  return [
    ...missing.map((row) => `expected but not there: ${told(row, Object.keys(row))}`),
    ...left.map((row) => `there but not expected: ${told(row, columns.length > 0 ? columns : Object.keys(row))}`),
  ];
}

function isSame(expected: TestRow[string], found: unknown): boolean {
  if (expected === null || expected === '') return found === null || found === '';
  if (typeof expected === 'boolean') return found === Number(expected) || found === String(expected);
  if (typeof expected === 'number')
    return typeof found === 'number' && Math.abs(found - expected) <= rounding * Math.max(1, Math.abs(expected));
  return String(found) === expected;
}

function told(row: Found, columns: readonly string[]): string {
  return columns.map((column) => `${column} ${JSON.stringify(row[column] ?? null)}`).join(', ');
}
