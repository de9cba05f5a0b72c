import { createGrid } from 'ag-grid-community';
import { gridTheme } from './grid-theme.ts';

/** Starts the grid library once while nobody waits, so that the first rows of a person do not wait for it. */
export function warmGrid(): void {
  requestIdleCallback(
    () => {
      const host = document.createElement('div');
      host.className = 'warm-grid';
      host.inert = true;
      document.body.append(host);
      const grid = createGrid(host, { theme: gridTheme, columnDefs: [{ headerName: 'Cell' }], rowData: [] });
      setTimeout(() => {
        grid.destroy();
        host.remove();
      }, 500);
    },
    { timeout: 2000 },
  );
}
