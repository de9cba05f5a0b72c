import type { CellClickedEvent, CellPosition, GridApi, TabToNextCellParams } from 'ag-grid-community';
import { useReview } from '../review.ts';
import { type GridRow, isBlocking } from './grid-row.ts';

/** Whether a key goes to the first row or the last, which the grid cannot do by itself over rows that are not there yet. */
export function farKey({ key, ctrlKey, metaKey }: KeyboardEvent): 'first' | 'last' | undefined {
  if (!ctrlKey && !metaKey) return undefined;
  return key === 'Home' ? 'first' : key === 'End' ? 'last' : undefined;
}

/** The grid is one stop, in which arrows move: in a review Tab goes over the wrong cells of a row first, then on. */
export function tabWithin(
  { previousCellPosition, backwards, api }: TabToNextCellParams<GridRow>,
  isReview: boolean,
): CellPosition | false {
  if (!isReview) return false;
  const names = api.getAllDisplayedColumns();
  const row = api.getDisplayedRowAtIndex(previousCellPosition.rowIndex)?.data;
  const from = names.indexOf(previousCellPosition.column as (typeof names)[number]);
  const rest = backwards ? names.slice(0, from).reverse() : names.slice(from + 1);
  const column = rest.find((one) => row?.marks.get(one.getColId())?.some(isBlocking));
  return column ? { ...previousCellPosition, column } : false;
}

/** Shift chooses rows only as far as they are loaded; where it chooses none, this says why. */
export function tellFarRange({ event, node }: CellClickedEvent<GridRow>): void {
  if (!(event instanceof MouseEvent) || !event.shiftKey) return;
  // The grid chooses after it has told of the click.
  setTimeout(() => {
    if (node.isSelected()) return;
    useReview.setState({
      spoken: 'Too far apart to be selected together; filter to these rows, then export them or change them all.',
    });
  });
}

/** Rows that left may have moved the row in focus: the focus goes with it. */
export function keepFocus(
  api: GridApi<GridRow> | undefined,
  wanted: { readonly id: number; readonly column: string } | undefined,
): void {
  const row = wanted && api?.getRowNode(String(wanted.id))?.rowIndex;
  const at = api?.getFocusedCell();
  if (wanted && typeof row === 'number' && at && at.rowIndex !== row) api?.setFocusedCell(row, wanted.column);
}

/** Frames in which a row that has come is expected to be drawn. */
const mostFrames = 60;

/** Puts the focus onto a cell, again in later frames as long as its row is not drawn; whoever types or answers a question keeps it. */
export function landFocus(api: GridApi<GridRow>, row: number, column: string, frames = mostFrames): void {
  if (document.activeElement instanceof HTMLInputElement) return;
  api.setFocusedCell(row, column);
  const at = document.activeElement?.closest('.ag-row')?.getAttribute('row-index');
  if (at === String(row) || frames === 0) return;
  requestAnimationFrame(() => {
    const isLeft =
      api.isDestroyed() || api.getFocusedCell()?.rowIndex !== row || document.activeElement?.closest('[role=dialog]');
    if (!isLeft) landFocus(api, row, column, frames - 1);
  });
}
