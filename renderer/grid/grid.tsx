import { AllCommunityModule, ModuleRegistry } from 'ag-grid-community';
import { AgGridReact, type AgGridReactProps } from 'ag-grid-react';
import { gridTheme } from './grid-theme.ts';

ModuleRegistry.registerModules([AllCommunityModule]);

/** Rows fetched at once. */
export const blockSize = 200;
/** Above so many rows a browser cannot paint every one of them at its own place, so a grid is paged. */
export const maxPainted = 600_000;

/** A grid that looks like every other, and fetches its rows as they are scrolled to. */
export function Grid<Row>(props: AgGridReactProps<Row>) {
  return (
    <AgGridReact<Row>
      theme={gridTheme}
      rowModelType="infinite"
      maintainColumnOrder
      cacheBlockSize={blockSize}
      rowBuffer={3}
      maxBlocksInCache={20}
      // To wait until scrolling ends would leave rows blank while it goes on.
      blockLoadDebounceMillis={0}
      maxConcurrentDatasourceRequests={2}
      // Rows are drawn once, when they are there, and not as empty ones before.
      infiniteInitialRowCount={1}
      paginationPageSize={maxPainted}
      paginationPageSizeSelector={false}
      suppressCellFocus={false}
      suppressDragLeaveHidesColumns
      tooltipShowDelay={250}
      {...props}
    />
  );
}
