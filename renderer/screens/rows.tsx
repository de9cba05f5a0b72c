import { type ComponentProps, useCallback, useState } from 'react';
import { counted, figure } from '../format.ts';
import { useSelectionNote } from '../frame/status-bar.tsx';
import { useGrid } from '../grid/grid-context.ts';
import type { GridRow } from '../grid/grid-row.ts';
import { RecordGrid } from '../grid/record-grid.tsx';
import { SpreadStrip } from '../grid/spread-strip.tsx';
import type { FirstPage, GridHandle } from '../grid/use-grid-rows.ts';
import { isNarrowing } from '../route.ts';

/** Rows that can be looked over without a map. */
const fewestForSpread = 100;

/** The grid of rows, and beside many of them in the order of the file a map of where the exceptions are. */
export function Rows({
  shown,
  isBusy,
  handle,
  onReady,
  onFocus,
  onAction,
}: {
  readonly shown: FirstPage;
  readonly isBusy: boolean;
  readonly handle: GridHandle | undefined;
  readonly onReady: (handle: GridHandle | undefined) => void;
  readonly onFocus: (record: number) => void;
  readonly onAction: ComponentProps<typeof RecordGrid>['onAction'];
}) {
  const { dataset, what, query } = useGrid();
  const [column, setColumn] = useState<string>();
  const onSelection = useSelectionTold(shown, handle);
  const { record: _, view: __, ...meant } = query;
  const isInFileOrder = !isNarrowing(meant) && (query.sort ?? []).length === 0;
  const hasSpread = isInFileOrder && what !== 'clean' && shown.page.total > fewestForSpread;
  return (
    <div className="grid-beside">
      <RecordGrid
        first={shown}
        isBusy={isBusy}
        onReady={onReady}
        onFocus={({ id }, at) => {
          onFocus(id);
          setColumn(at === '#' ? undefined : at);
        }}
        onSelection={onSelection}
        onAction={onAction}
      />
      {hasSpread && handle && (
        <SpreadStrip dataset={dataset} what={what} column={what === 'exceptions' ? column : undefined} handle={handle} />
      )}
    </div>
  );
}

/** Tells in the status bar how many rows are selected, and what the column in focus adds up to. */
function useSelectionTold({ page }: FirstPage, handle: GridHandle | undefined): (rows: readonly GridRow[]) => void {
  const { profiles } = useGrid();
  return useCallback(
    (rows) => {
      const at = handle?.api.getFocusedCell()?.column.getColId();
      const index = page.columns.indexOf(at ?? '');
      const scale = profiles.get(at ?? '')?.scale;
      const sum = rows.reduce((total, { cells }) => total + (Number(cells[index]) || 0), 0);
      const isSummed = index >= 0 && scale !== undefined && scale !== null;
      const note = `${counted(rows.length, 'row')} selected${isSummed ? ` · ${at} adds up to ${figure(sum, scale)}` : ''}`;
      useSelectionNote.setState({ note: rows.length <= 1 ? '' : note });
    },
    [handle, page, profiles],
  );
}
