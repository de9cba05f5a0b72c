import {
  AllCommunityModule,
  type CellFocusedEvent,
  type ColDef,
  type GridApi,
  type IDatasource,
  ModuleRegistry,
  themeQuartz,
} from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useEffect, useMemo, useRef } from 'react';
import type { Page } from '#core/contract/records.ts';
import { engine } from '../client.ts';
import { count, figure } from '../format.ts';
import { acceptFix, stage } from '../review.ts';
import { CellEditor } from './cell-editor.tsx';
import { ColumnHeader } from './column-header.tsx';
import { copyRows } from './copy-rows.ts';
import { useGrid } from './grid-context.ts';
import { forgetColumns, loadColumns, saveColumns } from './kept-columns.ts';

ModuleRegistry.registerModules([AllCommunityModule]);

const theme = themeQuartz.withParams({
  fontFamily: 'inherit',
  fontSize: 13,
  headerFontSize: 13,
  spacing: 4,
  rowHeight: 26,
  headerHeight: 46,
  backgroundColor: 'var(--surface)',
  foregroundColor: 'var(--ink)',
  headerBackgroundColor: 'var(--surface)',
  headerTextColor: 'var(--ink)',
  borderColor: 'var(--line)',
  accentColor: 'var(--accent)',
  rowHoverColor: 'color-mix(in srgb, var(--accent) 5%, transparent)',
  selectedRowBackgroundColor: 'var(--accent-tint)',
  oddRowBackgroundColor: 'transparent',
  columnBorder: true,
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  headerColumnBorder: true,
  chromeBackgroundColor: 'var(--surface)',
});

/** One row of a grid. */
export interface GridRow {
  readonly id: number;
  readonly cells: readonly (string | number | null)[];
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
}

type Mark = Page['marks'][number];

/** Rows fetched at once. */
const blockSize = 200;
/** Above so many rows a browser cannot paint every one of them at its own place, so the grid is paged. */
const mostPainted = 1_000_000;

/** What a screen may ask of its grid. */
export interface GridHandle {
  readonly api: GridApi<GridRow>;
  /** Shows the row at a place, counting from 1. */
  readonly goTo: (place: number) => void;
}

/** The rows of a dataset in one grid, fetched as they are scrolled to; the first page is known already. */
export function RecordGrid({
  first,
  onFocus,
  onReady,
  onSelection,
}: {
  readonly first: Page;
  readonly onFocus: (row: GridRow) => void;
  readonly onReady: (handle: GridHandle | undefined) => void;
  readonly onSelection: (rows: readonly GridRow[]) => void;
}) {
  const { dataset, what, query, profiles } = useGrid();
  const api = useRef<GridApi<GridRow>>(undefined);
  const place = `${dataset}/${what}`;
  const columns = first.columns.join('\n');
  // The first page may come anew after a decision; the grid then keeps its place.
  const known = useRef(first);
  known.current = first;
  const shown = useRef(first);

  const isReview = what === 'exceptions' && (query.status ?? 'open') === 'open';
  const columnDefs = useMemo((): ColDef<GridRow>[] => {
    const names = columns.split('\n');
    return [
      {
        colId: '#',
        headerName: '#',
        width: 34 + 8 * String(known.current.total).length,
        pinned: 'left',
        lockPosition: true,
        suppressMovable: true,
        resizable: false,
        cellClass: 'row-number',
        headerClass: 'row-number-head',
        valueGetter: ({ data }) => data?.id,
        valueFormatter: ({ value }) => (value === undefined ? '' : count(value)),
      },
      ...names.map((name, index): ColDef<GridRow> => {
        const profile = profiles.get(name);
        const isNumber = profile?.type === 'integer' || profile?.type === 'decimal';
        return {
          colId: name,
          headerName: name,
          headerComponent: ColumnHeader,
          initialWidth: widthOf(name, index, known.current),
          minWidth: 64,
          cellClass: isNumber ? 'cell-number' : '',
          editable: ({ data }) => isReview && data !== undefined && profile?.isDerived === false,
          cellEditor: CellEditor,
          cellEditorPopup: true,
          cellClassRules: {
            'cell-wrong': ({ data }) => data?.marks.get(name)?.some(isBlocking) ?? false,
            'cell-flagged': ({ data }) => data?.marks.get(name)?.every((mark) => !isBlocking(mark)) ?? false,
          },
          valueGetter: ({ data }) => data?.cells[index],
          valueFormatter: ({ value }) =>
            value === null || value === undefined
              ? ''
              : typeof value === 'number'
                ? figure(value, profile?.scale ?? null)
                : visible(String(value)),
          tooltipValueGetter: ({ data, value }) =>
            data?.marks
              .get(name)
              ?.map(({ reason }) => reason)
              .join('\n') ?? (String(value ?? '').length > 24 ? String(value) : undefined),
        };
      }),
    ];
  }, [columns, profiles, isReview]);

  const datasource = useMemo((): IDatasource => {
    const rowsOf = ({ rows, ids, marks, columns: names }: Page): GridRow[] =>
      rows.map((cells, index) => ({ id: ids[index] ?? 0, cells, marks: marksOf(marks, index, names) }));
    return {
      rowCount: known.current.total,
      getRows: ({ startRow, endRow, successCallback, failCallback }) => {
        const { rows, total } = known.current;
        if (startRow === 0 && rows.length >= Math.min(endRow, total)) {
          successCallback(rowsOf(known.current).slice(0, endRow), total);
          return;
        }
        const { record: _, ...meant } = query;
        engine.records
          .page({
            dataset,
            what,
            ...(JSON.parse(JSON.stringify(meant)) as object),
            offset: startRow,
            limit: endRow - startRow,
          })
          .then((page) => successCallback(rowsOf(page), page.total), failCallback);
      },
    };
  }, [dataset, what, query]);

  useEffect(() => {
    if (first !== shown.current) {
      api.current?.setRowCount(first.total, true);
      api.current?.refreshInfiniteCache();
    }
    shown.current = first;
  }, [first]);

  useEffect(() => () => onReady(undefined), [onReady]);

  return (
    <div className={what === 'raw' ? 'grid-host is-raw' : 'grid-host'} data-testid="grid">
      <AgGridReact<GridRow>
        key={`${place}/${columns}`}
        theme={theme}
        rowModelType="infinite"
        datasource={datasource}
        columnDefs={columnDefs}
        maintainColumnOrder
        cacheBlockSize={blockSize}
        maxBlocksInCache={20}
        // To wait until scrolling ends would leave rows blank while it goes on.
        blockLoadDebounceMillis={0}
        maxConcurrentDatasourceRequests={2}
        infiniteInitialRowCount={Math.min(first.total, blockSize)}
        pagination={first.total > mostPainted}
        paginationPageSize={mostPainted}
        paginationPageSizeSelector={false}
        rowSelection={{ mode: 'multiRow', checkboxes: false, headerCheckbox: false, enableClickSelection: true }}
        getRowId={({ data }) => String(data.id)}
        suppressCellFocus={false}
        suppressDragLeaveHidesColumns
        tooltipShowDelay={250}
        tooltipInteraction
        readOnlyEdit
        onCellEditRequest={({ data, column, newValue, oldValue }) => {
          const old = oldValue === null || oldValue === undefined ? '' : String(oldValue);
          void mend(dataset, data.id, column.getColId(), String(newValue ?? ''), old);
        }}
        onGridReady={({ api: ready }) => {
          api.current = ready;
          const kept = loadColumns(place);
          if (kept) ready.applyColumnState({ state: kept, applyOrder: true });
          onReady({
            api: ready,
            goTo: (wanted) => {
              const row = Math.min(Math.max(1, wanted), first.total) - 1;
              if (first.total > mostPainted) ready.paginationGoToPage(Math.floor(row / mostPainted));
              ready.ensureIndexVisible(row, 'middle');
              ready.setFocusedCell(row, '#');
            },
          });
        }}
        onColumnMoved={({ finished }) => finished && saveColumns(place, api.current)}
        onColumnResized={({ finished, source }) => finished && source !== 'api' && saveColumns(place, api.current)}
        onColumnVisible={() => saveColumns(place, api.current)}
        onColumnPinned={() => saveColumns(place, api.current)}
        onCellFocused={(event: CellFocusedEvent<GridRow>) => {
          const row = event.rowIndex === null ? undefined : event.api.getDisplayedRowAtIndex(event.rowIndex)?.data;
          if (row) onFocus(row);
        }}
        onSelectionChanged={({ api: changed }) => onSelection(changed.getSelectedRows())}
        onCellKeyDown={({ event, api: at }) => {
          const key = event as KeyboardEvent;
          if ((key.ctrlKey || key.metaKey) && key.key.toLowerCase() === 'c') void copyRows(at, !key.shiftKey);
        }}
      />
    </div>
  );
}

/** Writes a cell anew; where every rule of the record passes then, it is clean at once. */
async function mend(dataset: string, recordId: number, column: string, text: string, old: string): Promise<void> {
  const cells = stage(dataset, recordId, column, text, old);
  if (Object.keys(cells).length === 0) return;
  const { passes } = await engine.exceptions.try({ dataset, recordId, cells });
  if (passes) await acceptFix(dataset, recordId);
}

/** Forgets which columns a person had hidden, moved or widened. */
export function resetColumns(place: string, handle: GridHandle | undefined): void {
  forgetColumns(place);
  handle?.api.resetColumnState();
}

function isBlocking({ severity }: Mark): boolean {
  return severity === 'error' || severity === 'critical';
}

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
function widthOf(name: string, index: number, { rows }: Page): number {
  const lengths = rows.slice(0, 60).map((cells) => String(cells[index] ?? '').length);
  const usual = lengths.sort((a, b) => a - b)[Math.floor(lengths.length * 0.9)] ?? 0;
  return Math.round(Math.min(300, Math.max(84, name.length * 7.4 + 58, usual * 8.1 + 38)));
}

/** Spaces at the ends, line ends and control characters are shown: what is invisible cannot be mended. */
function visible(text: string): string {
  return text
    .replace(/^ +| +$/g, (spaces) => '·'.repeat(spaces.length))
    .replace(/\r?\n/g, '⏎')
    .replace(/\t/g, '⇥');
}
