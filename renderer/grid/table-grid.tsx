import type { CellFocusedEvent, ColDef, IDatasource } from 'ag-grid-community';
import { useMemo } from 'react';
import type { DataTable } from '#core/contract/data.ts';
import type { Condition } from '#core/contract/records.ts';
import { engine } from '../client.ts';
import { count, figure } from '../format.ts';
import { Grid, maxPainted } from './grid.tsx';
import { visible } from './grid-row.ts';

/** A row of a model by the names of its columns, with its `id`. */
export type TableRow = Readonly<Record<string, string | number | null>>;

/** Which rows a grid of a model shows. */
export interface TableQuery {
  readonly filter: readonly Condition[];
  readonly breaks: string | undefined;
  readonly search: string;
}

/** The rows of a model, fetched as they are scrolled to. A click on a head puts them in order. */
export function TableGrid({
  table,
  query,
  onTotal,
  onFocus,
  onError,
}: {
  readonly table: DataTable;
  readonly query: TableQuery;
  readonly onTotal: (total: number) => void;
  readonly onFocus: (row: TableRow) => void;
  readonly onError: (error: unknown) => void;
}) {
  const { name } = table;
  const wanted = JSON.stringify(query);
  const columns = useMemo(() => columnsOf(table), [table]);
  const datasource = useMemo(
    (): IDatasource => ({
      getRows: ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
        const order = sortModel
          .map(({ colId, sort }) => `${sort === 'desc' ? '-' : ''}${colId === '#' ? 'id' : colId}`)
          .join(',');
        const { filter, breaks, search } = JSON.parse(wanted) as TableQuery;
        engine.data
          .page({
            name,
            filter: [...filter],
            ...(breaks !== undefined && { breaks }),
            search,
            order,
            offset: startRow,
            limit: endRow - startRow,
          })
          .then(
            ({ rows, total }) => {
              successCallback(rows, total);
              onTotal(total);
            },
            (error: unknown) => {
              failCallback();
              onError(error);
            },
          );
      },
    }),
    [name, wanted, onTotal, onError],
  );
  return (
    <div className="grid-host">
      <Grid<TableRow>
        key={`${name}/${columns.length}`}
        datasource={datasource}
        columnDefs={columns}
        pagination={table.rows > maxPainted}
        localeText={{ noRowsToShow: 'No row fits' }}
        getRowId={({ data }) => String(data['id'])}
        onCellFocused={(event: CellFocusedEvent<TableRow>) => {
          const row = event.rowIndex === null ? undefined : event.api.getDisplayedRowAtIndex(event.rowIndex)?.data;
          if (row) onFocus(row);
        }}
      />
    </div>
  );
}

function columnsOf({ columns, rows }: DataTable): ColDef<TableRow>[] {
  const numbered: ColDef<TableRow> = {
    ...{ colId: '#', headerName: '#', pinned: 'left', lockPosition: true, resizable: false, width: 30 + 8 * count(rows).length },
    ...{ cellClass: 'row-number', headerClass: 'row-number-head' },
    valueGetter: ({ data }) => data?.['id'],
    valueFormatter: ({ value }) => (typeof value === 'number' ? count(value) : ''),
  };
  return [
    numbered,
    ...columns.map(({ name, type, scale }): ColDef<TableRow> => {
      // The digits of a key or a year are no amount.
      const isName = /(^|_)(key|id|year|code|no|number|zip)$/i.test(name);
      return {
        ...{
          colId: name,
          headerName: name,
          minWidth: 64,
          initialWidth: Math.min(300, Math.max(/_key$/.test(name) ? 180 : 140, name.length * 8 + 40)),
        },
        headerTooltip: `${name}: ${type === 'any' ? 'as the SQL gives it' : type}. Click to sort`,
        ...(type === 'integer' || type === 'decimal' || type === 'boolean' ? { headerClass: 'ag-right-aligned-header' } : {}),
        cellClass: ({ value }) => (typeof value === 'number' ? 'cell-number' : ''),
        valueGetter: ({ data }) => data?.[name],
        valueFormatter: ({ value }) => {
          if (value === null || value === undefined) return '';
          if (typeof value !== 'number') return visible(String(value));
          return isName ? String(value) : figure(value, scale);
        },
        tooltipValueGetter: ({ value }) => (String(value ?? '').length > 30 ? String(value) : undefined),
      };
    }),
  ];
}
