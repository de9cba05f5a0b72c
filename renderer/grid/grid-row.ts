import type { Page } from '#core/contract/records.ts';
import { figure } from '../format.ts';

/** One row of a grid. */
export interface GridRow {
  readonly id: number;
  readonly cells: readonly (string | number | null)[];
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
}

export type Mark = Page['marks'][number];

/** Whether what is said of a cell keeps its record out of the clean rows. */
export function isBlocking({ severity }: Mark): boolean {
  return severity === 'error' || severity === 'critical';
}

/** Whether the line of a row could not be told apart into cells: what is wrong with it concerns no column. */
export function isBrokenLine({ marks }: GridRow): boolean {
  return [...marks.values()].flat().some((mark) => mark.columns.length === 0 && isBlocking(mark));
}

/** The rows of a page with what is said of each. */
export function rowsOf({ rows, ids, marks, columns }: Page): GridRow[] {
  return rows.map((cells, index) => ({ id: ids[index] ?? 0, cells, marks: marksOf(marks, index, columns) }));
}

/** What is said of the cells of a row, by column; of the whole record at its first. */
function marksOf(marks: Page['marks'], row: number, names: readonly string[]): ReadonlyMap<string, readonly Mark[]> {
  const found = new Map<string, Mark[]>();
  for (const mark of marks) {
    if (mark.row !== row) continue;
    for (const column of mark.columns.length === 0 ? names.slice(0, 1) : mark.columns) {
      const list = found.get(column) ?? [];
      found.set(column, list);
      list.push(mark);
    }
  }
  return found;
}

/** A width that fits most cells of the first rows. */
export function widthOf(name: string, index: number, { rows }: Page, scale: number | null): number {
  const lengths = rows.slice(0, 60).map((cells) => {
    const cell = cells[index] ?? '';
    return (typeof cell === 'number' ? figure(cell, scale) : cell).length;
  });
  const usual = lengths.sort((a, b) => a - b)[Math.floor(lengths.length * 0.9)] ?? 0;
  return Math.round(Math.min(300, Math.max(84, name.length * 7.4 + 34, usual * 8.1 + 38)));
}

/** Spaces at the ends, line ends and control characters are shown: what is invisible cannot be mended. */
export function visible(text: string): string {
  return text
    .replace(/^ +| +$/g, (spaces) => '·'.repeat(spaces.length))
    .replace(/\r?\n/g, '⏎')
    .replace(/\t/g, '⇥');
}
