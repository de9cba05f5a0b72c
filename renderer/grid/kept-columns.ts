import type { ColumnState, GridApi } from 'ag-grid-community';

const key = (place: string): string => `winnow.columns.${place}`;

/** Keeps which columns of a grid are hidden, pinned, moved or widened. */
export function saveColumns(place: string, api: GridApi | undefined): void {
  if (api) localStorage.setItem(key(place), JSON.stringify(api.getColumnState()));
}

/** What was kept for a grid. */
export function loadColumns(place: string): ColumnState[] | undefined {
  try {
    const kept = localStorage.getItem(key(place));
    return kept === null ? undefined : (JSON.parse(kept) as ColumnState[]);
  } catch {
    return undefined;
  }
}

/** Forgets which columns a person had hidden, moved or widened. */
export function resetColumns(place: string, api: GridApi | undefined): void {
  localStorage.removeItem(key(place));
  api?.resetColumnState();
}
