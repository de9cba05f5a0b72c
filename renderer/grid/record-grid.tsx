import type { CellFocusedEvent, GridApi, IDatasource } from 'ag-grid-community';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Page } from '#core/contract/records.ts';
import { engine } from '../client.ts';
import { useReview } from '../review.ts';
import { actionOf, type ReviewAction } from '../review-keys.ts';
import { useShown } from '../shown.ts';
import { CellMenu, type MenuPlace } from './cell-menu.tsx';
import { copyRows } from './copy-rows.ts';
import { isSettled, mend } from './edits.ts';
import { farKey, keepFocus, landFocus, tabWithin, tellFarRange } from './far-keys.ts';
import { Grid, maxPainted } from './grid.tsx';
import { columnsOf } from './grid-columns.ts';
import { useGrid } from './grid-context.ts';
import { type GridRow, isBrokenLine, rowsOf } from './grid-row.ts';
import { loadColumns, saveColumns } from './kept-columns.ts';

/** Where a person is in the grid. */
export interface ActionPlace {
  readonly api: GridApi<GridRow>;
  readonly row: GridRow;
  readonly rowIndex: number;
  readonly column: string;
  readonly isShifted: boolean;
}

/** What a screen may ask of its grid. */
export interface GridHandle {
  readonly api: GridApi<GridRow>;
  /** Shows the row at a place, counting from 1, and puts the focus into a cell of it. */
  readonly goTo: (place: number, column?: string) => void;
}

/** The first page of the rows that were asked for, and what was asked, as JSON. */
export interface FirstPage {
  readonly wanted: string;
  readonly page: Page;
}

/** The rows of a dataset in one grid, fetched as they are scrolled to; the first page is known already. */
export function RecordGrid({
  first: { wanted, page: first },
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
  const api = useRef<GridApi<GridRow>>(undefined);
  const [menu, setMenu] = useState<MenuPlace>();
  const place = `${dataset}/${what}`;
  const columns = first.columns.join('\n');
  // The first page may be fetched again after a decision; the grid then keeps its place.
  const known = useRef(first);
  known.current = first;
  const shown = useRef({ first, wanted });

  const read = useShown().run?.datasets[dataset]?.read ?? first.total;

  const isReview = what === 'exceptions' && ['open', 'escalated'].includes(query.status ?? 'open');
  const columnDefs = useMemo(
    () => columnsOf({ dataset, names: columns.split('\n'), profiles, isReview, read, sample: known.current }),
    [columns, profiles, isReview, dataset, read],
  );

  const focused = useRef<{ readonly id: number; readonly column: string }>(undefined);
  /** A row that was gone to before it was there: it is in focus once it has come. */
  const awaited = useRef<{ readonly row: number; readonly column: string }>(undefined);
  const tellFocus = useRef(onFocus);
  tellFocus.current = onFocus;
  const arrive = useCallback(() => {
    const row = awaited.current && api.current?.getDisplayedRowAtIndex(awaited.current.row)?.data;
    if (!awaited.current || !row) return;
    const { column, row: index } = awaited.current;
    awaited.current = undefined;
    focused.current = { id: row.id, column };
    if (api.current) landFocus(api.current, index, column);
    tellFocus.current(row, column);
  }, []);

  /** What the screen may ask of the grid: told once the first rows stand in it. */
  const handle = useRef<GridHandle>(undefined);
  const isTold = useRef(false);

  /** What was just decided keeps its place, dimmed, until the person moves on; then the rows close up around the one in focus. */
  const isLate = useRef(false);
  /** Until the rows have closed up, the focus may fall onto one that is about to leave: nobody went there. */
  const isClosing = useRef(false);

  const datasource = useMemo((): IDatasource => {
    const settleFocus = (): void => {
      isClosing.current = false;
      keepFocus(api.current, focused.current);
      arrive();
      if (handle.current && !isTold.current) onReady(handle.current);
      isTold.current = true;
    };
    return {
      getRows: ({ startRow, endRow, successCallback, failCallback }) => {
        const { rows, total } = known.current;
        if (startRow === 0 && rows.length >= Math.min(endRow, total)) {
          successCallback(rowsOf(known.current).slice(0, endRow), total);
          settleFocus();
          return;
        }
        engine.records
          .page({ dataset, what, ...(JSON.parse(wanted) as object), offset: startRow, limit: endRow - startRow })
          .then(
            (page) => {
              successCallback(rowsOf(page), page.total);
              settleFocus();
            },
            () => {
              isClosing.current = false;
              failCallback();
            },
          );
      },
    };
  }, [dataset, what, wanted, arrive, onReady]);

  const closeUp = useCallback(() => {
    isLate.current = false;
    useReview.setState({ settled: {} });
    isClosing.current = true;
    api.current?.setRowCount(known.current.total, true);
    api.current?.refreshInfiniteCache();
  }, []);
  useEffect(() => {
    const before = shown.current;
    shown.current = { first, wanted };
    // Other rows come with a source of their own, and none of them is selected.
    if (wanted !== before.wanted) api.current?.deselectAll();
    if (first === before.first || wanted !== before.wanted) return;
    isLate.current = focused.current !== undefined && isSettled(dataset, focused.current.id);
    if (isLate.current) api.current?.refreshCells({ force: true });
    else closeUp();
  }, [first, wanted, dataset, closeUp]);

  useEffect(
    () =>
      useReview.subscribe(
        (now, before) =>
          (now.staged !== before.staged || now.stillWrong !== before.stillWrong) && api.current?.refreshCells({ force: true }),
      ),
    [],
  );

  const tellSelection = useRef(onSelection);
  tellSelection.current = onSelection;
  useEffect(
    () => () => {
      onReady(undefined);
      tellSelection.current([]);
    },
    [onReady],
  );

  return (
    <div className={what === 'raw' ? 'grid-host is-raw' : 'grid-host'} aria-busy={isBusy}>
      <Grid<GridRow>
        key={`${place}/${columns}`}
        datasource={datasource}
        columnDefs={columnDefs}
        pagination={first.total > maxPainted}
        rowSelection={{ mode: 'multiRow', checkboxes: false, headerCheckbox: false, enableClickSelection: true }}
        getRowId={({ data }) => String(data.id)}
        tooltipInteraction
        readOnlyEdit
        tabToNextCell={(from) => tabWithin(from, isReview)}
        onCellEditRequest={({ data, column, newValue }) => {
          const old = String(data.cells[columns.split('\n').indexOf(column.getColId())] ?? '');
          void mend(dataset, data.id, column.getColId(), String(newValue ?? ''), old);
        }}
        onGridReady={({ api: made }) => {
          api.current = made;
          const kept = loadColumns(place);
          if (kept) made.applyColumnState({ state: kept, applyOrder: true });
          isTold.current = false;
          handle.current = {
            api: made,
            goTo: (place, column = '#') => {
              const { total } = known.current;
              const row = Math.min(Math.max(1, place), total) - 1;
              if (total > maxPainted) made.paginationGoToPage(Math.floor(row / maxPainted));
              made.ensureIndexVisible(row, 'middle');
              if (column !== '#') made.ensureColumnVisible(column);
              awaited.current = { row, column };
              focused.current = undefined;
              made.setFocusedCell(row, column);
              requestAnimationFrame(() => requestAnimationFrame(arrive)); // once it is drawn
            },
          };
        }}
        onColumnMoved={({ finished }) => finished && saveColumns(place, api.current)}
        onColumnResized={({ finished, source }) => finished && source !== 'api' && saveColumns(place, api.current)}
        onColumnVisible={() => saveColumns(place, api.current)}
        onColumnPinned={() => saveColumns(place, api.current)}
        onCellFocused={(event: CellFocusedEvent<GridRow>) => {
          const row = event.rowIndex === null ? undefined : event.api.getDisplayedRowAtIndex(event.rowIndex)?.data;
          if (!row || event.column === null || isClosing.current) return;
          const isElsewhere = row.id !== focused.current?.id;
          focused.current = { id: row.id, column: typeof event.column === 'string' ? event.column : event.column.getColId() };
          onFocus(row, focused.current.column);
          if (isLate.current && isElsewhere) closeUp();
        }}
        onCellClicked={tellFarRange}
        onSelectionChanged={({ api: changed }) => onSelection(changed.getSelectedRows())}
        preventDefaultOnContextMenu
        onCellContextMenu={({ event, data, rowIndex, column }) => {
          if (!data || rowIndex === null || !(event instanceof MouseEvent) || column.getColId() === '#') return;
          // The menu key tells no place of the pointer: the cell has one.
          const cell = event.target instanceof Element ? event.target.getBoundingClientRect() : undefined;
          const isKey = event.clientX === 0 && event.clientY === 0;
          const [x, y] = isKey && cell ? [cell.left + 12, cell.bottom] : [event.clientX, event.clientY];
          api.current?.setFocusedCell(rowIndex, column);
          setMenu({
            x,
            y,
            row: data,
            rowIndex,
            column: column.getColId(),
            value: data.cells[columns.split('\n').indexOf(column.getColId())] ?? null,
          });
        }}
        onCellKeyDown={({ event, api: at, data, rowIndex }) => {
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
        }}
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
