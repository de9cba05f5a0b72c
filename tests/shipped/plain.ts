// What the tests of the shipped pipelines recompute with. Nothing of `core` is imported here or in them: two programs must come to the same figures.
import { readFileSync } from 'node:fs';

/** The rows of a CSV file by the names of its columns (RFC 4180). */
export function readCsv(path: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(path, 'utf8');
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text[++at];
      else isQuoted = false;
    } else if (sign === '"' && cell === '') isQuoted = true;
    else if (sign === ',') {
      row.push(cell);
      cell = '';
    } else if (sign === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')]);
      row = [];
      cell = '';
    } else cell += sign;
  }
  const [header = [], ...body] = rows;
  return body
    .filter((cells) => cells.length > 1)
    .map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

/** Whether a text means no value, by the words of a pipeline. */
export function isEmpty(text: string): boolean {
  return ['', 'null', 'n/a', 'none', 'nan'].includes(text.trim().toLowerCase());
}

/** A day as yyyy-MM-dd where it is one of the calendar; undefined for any other text. */
export function dayOf(year: string, month: string, day: string): string | undefined {
  const iso = `${year}-${month}-${day}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

/** A decimal in units of its last allowed place; undefined for what is no number or has more places. */
export function scaled(text: string, places: number): number | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match || (match[2] === '' && (match[3] ?? '') === '')) return undefined;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > places) return undefined;
  const value = Number(`${match[2] || '0'}${fraction.padEnd(places, '0')}`);
  return match[1] === '-' ? -value : value;
}

/** Items by what they have in common. */
export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  return Map.groupBy(items, key);
}

/** The sum of some numbers. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The mean of some numbers. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** A number as a table holds it that rounds to so many places, halves away from zero. */
export function rounded(value: number, places: number): number {
  return Number(`${Math.sign(value) * Math.round(Number(`${Math.abs(value)}e${places}`))}e-${places}`);
}
