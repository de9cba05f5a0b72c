import type { CellContextMenuEvent, CellKeyDownEvent, FullWidthCellKeyDownEvent, GridApi } from 'ag-grid-community';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { useReview } from '../review.ts';
import { actionOf, type ReviewAction } from '../review-keys.ts';
import { useShown } from '../shown.ts';
import { CellMenu, type MenuPlace } from './cell-menu.tsx';
import { copyRows } from './copy-rows.ts';
import { mend } from './edits.ts';
import { farKey, tabWithin, tellFarRange } from './far-keys.ts';
import { Grid, maxPainted } from './grid.tsx';
import { columnsOf } from './grid-columns.ts';
import { useGrid } from './grid-context.ts';
import { type GridRow, isBrokenLine } from './grid-row.ts';
import { loadColumns, saveColumns } from './kept-columns.ts';
import { type FirstPage, type GridHandle, useGridRows, useLatest } from './use-grid-rows.ts';

/** Where a person is in the grid. */
export interface ActionPlace {
  readonly api: GridApi<GridRow>;
  readonly row: GridRow;
  readonly rowIndex: number;
  readonly column: string;
  readonly isShifted: boolean;
}

/** The rows of a dataset in one grid, fetched as they are scrolled to; the first page is known already. */
export function RecordGrid({
  first,
  isBusy,
  onFocus,
  onReady,
  onSelection,
  onAction,
}: {
  readonly first: FirstPage;
  /** Whether other rows are on their way. */
  readonly isBusy: boolean;
  /** A single letter or digit was pressed on a row that is reviewed. */
  readonly onAction: (action: ReviewAction | number, at: ActionPlace) => void;
  readonly onFocus: (row: GridRow, column: string) => void;
  readonly onReady: (handle: GridHandle | undefined) => void;
  readonly onSelection: (rows: readonly GridRow[]) => void;
}) {
  const { dataset, what, query, profiles } = useGrid();
  const { page } = first;
  const { api, known, handle, datasource, onMade, onCellFocused } = useGridRows(first, { onFocus, onReady });
  const [menu, setMenu] = useState<MenuPlace>();
  const place = `${dataset}/${what}`;
  const columns = page.columns.join('\n');
  const read = useShown().run?.datasets[dataset]?.read ?? page.total;
  const isReview = what === 'exceptions' && ['open', 'escalated'].includes(query.status ?? 'open');
  const columnDefs = useMemo(
    () => columnsOf({ dataset, names: columns.split('\n'), profiles, isReview, read, sample: known.current }),
    [columns, profiles, isReview, dataset, read, known],
  );
  const textAt = ({ cells }: GridRow, column: string) => cells[columns.split('\n').indexOf(column)] ?? null;
  const onKeyDown = ({
    event,
    api: at,
    data,
    rowIndex,
  }: CellKeyDownEvent<GridRow> | FullWidthCellKeyDownEvent<GridRow>): void => {
    const key = event as KeyboardEvent;
    if (isReview && data && isBrokenLine(data) && (key.key === 'Enter' || key.key === 'F2')) {
      key.preventDefault();
      document.getElementById('line')?.focus();
      return;
    }
    const action = isReview && at.getEditingCells().length === 0 ? actionOf(key) : undefined;
    if (action !== undefined && data && rowIndex !== null) {
      key.preventDefault();
      const column = at.getFocusedCell()?.column.getColId() ?? '#';
      onAction(action, { api: at, row: data, rowIndex, column, isShifted: key.shiftKey });
    }
    const far = farKey(key);
    if (far) handle.current?.goTo(far === 'first' ? 1 : known.current.total, at.getFocusedCell()?.column.getColId());
    if ((key.ctrlKey || key.metaKey) && key.key.toLowerCase() === 'c') void copyRows(at, !key.shiftKey);
  };

  useRedrawn(api);
  useLeaving(onReady, onSelection);

  return (
    <div className={what === 'raw' ? 'grid-host is-raw' : 'grid-host'} aria-busy={isBusy}>
      <Grid<GridRow>
        key={`${place}/${columns}`}
        datasource={datasource}
        columnDefs={columnDefs}
        pagination={page.total > maxPainted}
        rowSelection={{ mode: 'multiRow', checkboxes: false, headerCheckbox: false, enableClickSelection: true }}
        getRowId={({ data }) => String(data.id)}
        tooltipInteraction
        readOnlyEdit
        tabToNextCell={(from) => tabWithin(from, isReview)}
        onCellEditRequest={({ data, column, newValue }) =>
          void mend(dataset, data.id, column.getColId(), String(newValue ?? ''), String(textAt(data, column.getColId()) ?? ''))
        }
        onGridReady={({ api: made }) => {
          onMade(made);
          const kept = loadColumns(place);
          if (kept) made.applyColumnState({ state: kept, applyOrder: true });
        }}
        onColumnMoved={({ finished }) => finished && saveColumns(place, api.current)}
        onColumnResized={({ finished, source }) => finished && source !== 'api' && saveColumns(place, api.current)}
        onColumnVisible={() => saveColumns(place, api.current)}
        onColumnPinned={() => saveColumns(place, api.current)}
        onCellFocused={onCellFocused}
        onCellClicked={tellFarRange}
        onSelectionChanged={({ api: changed }) => onSelection(changed.getSelectedRows())}
        preventDefaultOnContextMenu
        onCellContextMenu={(event) => {
          const at = menuPlaceOf(event, textAt);
          if (at) setMenu(at);
        }}
        onCellKeyDown={onKeyDown}
      />
      {menu && (
        <CellMenu
          at={menu}
          isReview={isReview}
          onCopy={() => api.current && void copyRows(api.current, true)}
          onAction={(action) => {
            const { row, rowIndex, column } = menu;
            if (api.current) onAction(action, { api: api.current, row, rowIndex, column, isShifted: false });
          }}
          onClose={() => {
            setMenu(undefined);
            api.current?.setFocusedCell(menu.rowIndex, menu.column);
          }}
        />
      )}
    </div>
  );
}

/** Where the menu of a cell opens, and for which; the cell is in focus from now on. */
function menuPlaceOf(
  { event, data, rowIndex, column, api }: CellContextMenuEvent<GridRow>,
  textAt: (row: GridRow, column: string) => MenuPlace['value'],
): MenuPlace | undefined {
  if (!data || rowIndex === null || !(event instanceof MouseEvent) || column.getColId() === '#') return undefined;
  // The menu key tells no place of the pointer: the cell has one.
  const cell = event.target instanceof Element ? event.target.getBoundingClientRect() : undefined;
  const isKey = event.clientX === 0 && event.clientY === 0;
  const [x, y] = isKey && cell ? [cell.left + 12, cell.bottom] : [event.clientX, event.clientY];
  api.setFocusedCell(rowIndex, column);
  return { x, y, row: data, rowIndex, column: column.getColId(), value: textAt(data, column.getColId()) };
}

/** Draws the cells again where changes are pending, or a person was told that a value is still wrong. */
function useRedrawn(api: RefObject<GridApi<GridRow> | undefined>): void {
  useEffect(
    () =>
      useReview.subscribe(
        (now, before) =>
          (now.staged !== before.staged || now.stillWrong !== before.stillWrong) && api.current?.refreshCells({ force: true }),
      ),
    [api],
  );
}

/** Tells the screen that the grid and its selection are gone. */
function useLeaving(onReady: (handle: undefined) => void, onSelection: (rows: readonly GridRow[]) => void): void {
  const tellSelection = useLatest(onSelection);
  useEffect(
    () => () => {
      onReady(undefined);
      tellSelection.current([]);
    },
    [onReady, tellSelection],
  );
}
