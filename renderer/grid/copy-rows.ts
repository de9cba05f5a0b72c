import type { GridApi } from 'ag-grid-community';
import { makeSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';
import { counted } from '../format.ts';
import { useReview } from '../review.ts';
import type { GridRow } from './grid-row.ts';

/** Copies the selected rows, or the focused cell where none or one is, as a table that spreadsheets take, and says so. */
export async function copyRows(api: GridApi<GridRow>, withHeaders: boolean): Promise<void> {
  const selected = api.getSelectedNodes().sort((a, b) => (a.rowIndex ?? 0) - (b.rowIndex ?? 0));
  const columns = api.getAllDisplayedColumns().filter((column) => column.getColId() !== '#');
  let marked = 0;
  const text = (value: unknown): string => {
    const plain = value === null || value === undefined ? '' : String(value);
    const safe = typeof value === 'string' ? makeSpreadsheetSafe(plain) : plain;
    if (safe !== plain) marked++;
    return /[\t\r\n"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  if (selected.length <= 1) {
    const focused = api.getFocusedCell();
    const node = focused ? api.getDisplayedRowAtIndex(focused.rowIndex) : undefined;
    if (!focused || !node) return;
    await navigator.clipboard.writeText(text(api.getCellValue({ rowNode: node, colKey: focused.column })));
    useReview.setState({ spoken: `The cell is copied.${note(marked)}` });
    return;
  }
  const lines = selected.map((node) =>
    columns.map((column) => text(api.getCellValue({ rowNode: node, colKey: column }))).join('\t'),
  );
  const head = columns.map((column) => text(column.getColDef().headerName)).join('\t');
  await navigator.clipboard.writeText([...(withHeaders ? [head] : []), ...lines].join('\n'));
  useReview.setState({ spoken: `${counted(selected.length, 'row')} copied.${note(marked)}` });
}

/** Says that cells were made safe, so that nobody wonders about the apostrophes. */
function note(marked: number): string {
  return marked === 0
    ? ''
    : ` ${counted(marked, 'cell')} that a spreadsheet would run as a formula ${marked === 1 ? 'begins' : 'begin'} with an apostrophe.`;
}
