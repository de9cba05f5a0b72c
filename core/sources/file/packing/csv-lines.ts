import { joinCells } from '../csv.ts';

const syntax = { delimiter: ',', quote: '"' } as const;

/** A row of a table as a line of CSV with commas, quotes where they must be, and LF. */
export function csvLine(cells: readonly string[]): string {
  // A row of one empty cell is no blank line.
  return cells.length === 1 && cells[0] === '' ? '""\n' : `${joinCells(cells, syntax, false)}\n`;
}
