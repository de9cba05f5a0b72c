import { makeSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';
import type { OutputCell, Sink, TableShape } from './sink.ts';

/**
 * Writes rows as a table of a format; where `isSafe`, a text that a spreadsheet would take for a formula becomes plain text. `report` hears
 * of every 5,000th row.
 */
export function writeTable(
  { open, canHoldFormulas }: Sink,
  shape: TableShape,
  rows: Iterable<readonly OutputCell[]>,
  {
    write,
    isSafe,
    report = () => undefined,
  }: {
    readonly write: (bytes: Uint8Array | string) => void;
    readonly isSafe: boolean;
    readonly report?: (rows: number) => void;
  },
): { readonly rows: number; readonly escapedCells: number } {
  let count = 0;
  let escapedCells = 0;
  const safe = (cell: OutputCell): OutputCell => {
    const text = makeSpreadsheetSafe(cell.text);
    if (text === cell.text) return cell;
    escapedCells++;
    return { text, isQuoted: true };
  };
  const table = open(shape, write);
  try {
    for (const cells of rows) {
      table.row(isSafe && canHoldFormulas ? cells.map(safe) : cells);
      if (++count % 5000 === 0) report(count);
    }
    table.end();
  } catch (error) {
    table.abandon?.();
    throw error;
  }
  return { rows: count, escapedCells };
}
