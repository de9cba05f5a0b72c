import type { TestRow } from '#core/definition/examples.ts';

type Found = Readonly<Record<string, unknown>>;

/** Sums of doubles in another order may differ in their last bits: one part in 10^12 is no difference. Whole numbers are exact. */
const rounding = 1e-12;

/** What rows have otherwise than expected, each difference in a sentence; their order does not matter, nor do columns that are not expected. */
export function compareRows(expected: readonly TestRow[], found: readonly Found[]): readonly string[] {
  const columns = [...new Set(expected.flatMap(Object.keys))];
  const [first] = found;
  const unknown = first && columns.find((column) => !(column in first));
  if (unknown !== undefined) return [`there is no column ${unknown}; there are ${Object.keys(first ?? {}).join(', ')}`];
  const partners = partnersOf(expected, found);
  const missing = expected.filter((_, index) => !partners.includes(index));
  const left = found.filter((_, place) => partners[place] === undefined);
  return [
    ...missing.map((row) => `missing: ${told(row, Object.keys(row))}`),
    ...left.map((row) => `unexpected: ${told(row, columns.length > 0 ? columns : Object.keys(row))}`),
  ];
}

/** For each row that was found the expected one that it is, so that as many as possible have one (augmenting paths). */
function partnersOf(expected: readonly TestRow[], found: readonly Found[]): readonly (number | undefined)[] {
  const partners = Array<number | undefined>(found.length).fill(undefined);
  const fits = (row: TestRow, other: Found): boolean =>
    Object.entries(row).every(([column, cell]) => isSame(cell, other[column]));
  const place = (index: number, seen: Set<number>): boolean =>
    found.some((other, at) => {
      if (seen.has(at) || !fits(expected[index] ?? {}, other)) return false;
      seen.add(at);
      const partner = partners[at];
      if (partner !== undefined && !place(partner, seen)) return false;
      partners[at] = index;
      return true;
    });
  for (const index of expected.keys()) place(index, new Set());
  return partners;
}

function isSame(expected: TestRow[string], found: unknown): boolean {
  if (expected === null || expected === '') return found === null || found === '';
  if (typeof expected === 'boolean') return found === Number(expected) || found === String(expected);
  if (typeof expected === 'number' && typeof found === 'string') return found === String(expected);
  if (typeof expected === 'number') return typeof found === 'number' && isNear(expected, found);
  return String(found) === expected;
}

function isNear(expected: number, found: number): boolean {
  if (Number.isInteger(expected) && Number.isInteger(found)) return expected === found;
  return Math.abs(found - expected) <= rounding * Math.max(1, Math.abs(expected));
}

function told(row: Found, columns: readonly string[]): string {
  return columns.map((column) => `${column} ${JSON.stringify(row[column] ?? null)}`).join(', ');
}
