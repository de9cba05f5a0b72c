import type { CellFocusedEvent, GridApi, IDatasource } from 'ag-grid-community';
import { type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import type { Page } from '#core/contract/records.ts';
import { engine } from '../client.ts';
import { useReview } from '../review.ts';
import { isSettled } from './edits.ts';
import { keepFocus, landFocus } from './far-keys.ts';
import { maxPainted } from './grid.tsx';
import { useGrid } from './grid-context.ts';
import { type GridRow, rowsOf } from './grid-row.ts';

/** The first page of the rows that were asked for, and what was asked, as JSON. */
export interface FirstPage {
  readonly wanted: string;
  readonly page: Page;
}

/** What a screen may ask of its grid. */
export interface GridHandle {
  readonly api: GridApi<GridRow>;
  /** Shows the row at a place, counting from 1, and puts the focus into a cell of it. */
  readonly goTo: (place: number, column?: string) => void;
}

/** What is told of the rows of a grid. */
interface Told {
  readonly onFocus: (row: GridRow, column: string) => void;
  readonly onReady: (handle: GridHandle | undefined) => void;
}

/** The rows of a grid, fetched as they are scrolled to, and the cell in focus, which stays where it is while rows come and go. */
export function useGridRows({ wanted, page: first }: FirstPage, { onFocus, onReady }: Told) {
  const api = useRef<GridApi<GridRow>>(undefined);
  // The first page may be fetched again after a decision; the grid then keeps its place.
  const known = useLatest(first);
  const tellFocus = useLatest(onFocus);
  const focused = useRef<{ readonly id: number; readonly column: string }>(undefined);
  /** A row that was gone to before it was there: it is in focus once it has come. */
  const awaited = useRef<{ readonly row: number; readonly column: string }>(undefined);
  const arrive = useCallback(() => {
    const row = awaited.current && api.current?.getDisplayedRowAtIndex(awaited.current.row)?.data;
    if (!awaited.current || !row) return;
    const { column, row: index } = awaited.current;
    awaited.current = undefined;
    focused.current = { id: row.id, column };
    if (api.current) landFocus(api.current, index, column);
    tellFocus.current(row, column);
  }, [tellFocus]);
  /** What the screen may ask of the grid: told once the first rows stand in it. */
  const handle = useRef<GridHandle>(undefined);
  const isTold = useRef(false);
  /** Until the rows have closed up, the focus may fall onto one that is about to leave: nobody went there. */
  const isClosing = useRef(false);

  const settleFocus = useCallback((): void => {
    isClosing.current = false;
    keepFocus(api.current, focused.current);
    arrive();
    if (handle.current && !isTold.current) onReady(handle.current);
    isTold.current = true;
  }, [arrive, onReady]);
  const datasource = useDatasource(wanted, known, (isThere) => {
    if (isThere) settleFocus();
    else isClosing.current = false;
  });
  const { isLate, closeUp } = useClosingUp({ wanted, page: first }, { api, known, focused, isClosing });

  return {
    api,
    known,
    handle,
    datasource,
    /** Takes over the grid that was made. */
    onMade: (made: GridApi<GridRow>): void => {
      api.current = made;
      isTold.current = false;
      const goTo: GridHandle['goTo'] = (place, column = '#') => {
        const { total } = known.current;
        const row = Math.min(Math.max(1, place), total) - 1;
        if (total > maxPainted) made.paginationGoToPage(Math.floor(row / maxPainted));
        made.ensureIndexVisible(row, 'middle');
        if (column !== '#') made.ensureColumnVisible(column);
        awaited.current = { row, column };
        focused.current = undefined;
        made.setFocusedCell(row, column);
        requestAnimationFrame(() => requestAnimationFrame(arrive)); // once it is drawn
      };
      handle.current = { api: made, goTo };
    },
    onCellFocused: (event: CellFocusedEvent<GridRow>): void => {
      const row = event.rowIndex === null ? undefined : event.api.getDisplayedRowAtIndex(event.rowIndex)?.data;
      if (!row || event.column === null || isClosing.current) return;
      const isElsewhere = row.id !== focused.current?.id;
      focused.current = { id: row.id, column: typeof event.column === 'string' ? event.column : event.column.getColId() };
      onFocus(row, focused.current.column);
      if (isLate.current && isElsewhere) closeUp();
    },
  };
}

/** Fetches rows as they are scrolled to; tells each time whether they have come. */
function useDatasource(wanted: string, known: RefObject<Page>, tell: (isThere: boolean) => void): IDatasource {
  const { dataset, what } = useGrid();
  const told = useLatest(tell);
  return useMemo(
    () => ({
      getRows: ({ startRow, endRow, successCallback, failCallback }) => {
        const { rows, total } = known.current;
        if (startRow === 0 && rows.length >= Math.min(endRow, total)) {
          successCallback(rowsOf(known.current).slice(0, endRow), total);
          told.current(true);
          return;
        }
        engine.records
          .page({ dataset, what, ...(JSON.parse(wanted) as object), offset: startRow, limit: endRow - startRow })
          .then(
            (page) => {
              successCallback(rowsOf(page), page.total);
              told.current(true);
            },
            () => {
              told.current(false);
              failCallback();
            },
          );
      },
    }),
    [dataset, what, wanted, known, told],
  );
}

/** What was just decided keeps its place, dimmed, until the person moves on; then the rows close up around the one in focus. */
function useClosingUp(
  { wanted, page: first }: FirstPage,
  {
    api,
    known,
    focused,
    isClosing,
  }: {
    readonly api: RefObject<GridApi<GridRow> | undefined>;
    readonly known: RefObject<Page>;
    readonly focused: RefObject<{ readonly id: number } | undefined>;
    readonly isClosing: RefObject<boolean>;
  },
) {
  const { dataset } = useGrid();
  const isLate = useRef(false);
  const shown = useRef({ first, wanted });
  const closeUp = useCallback(() => {
    isLate.current = false;
    useReview.setState({ settled: {} });
    isClosing.current = true;
    api.current?.setRowCount(known.current.total, true);
    api.current?.refreshInfiniteCache();
  }, [api, known, isClosing]);
  useEffect(() => {
    const before = shown.current;
    shown.current = { first, wanted };
    // Other rows come with a source of their own, and none of them is selected.
    if (wanted !== before.wanted) api.current?.deselectAll();
    if (first === before.first || wanted !== before.wanted) return;
    isLate.current = focused.current !== undefined && isSettled(dataset, focused.current.id);
    if (isLate.current) api.current?.refreshCells({ force: true });
    else closeUp();
  }, [first, wanted, dataset, closeUp, api, focused]);
  return { isLate, closeUp };
}

/** The latest of a value, for what is called later. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const latest = useRef(value);
  latest.current = value;
  return latest;
}
