import type { ColumnState, GridApi } from 'ag-grid-community';
import { keptValue } from '../kept.ts';

const keptFor = (place: string) => keptValue<ColumnState[] | undefined>(`columns.${place}`, undefined);

/** Keeps which columns of a grid are hidden, pinned, moved or widened. */
export function saveColumns(place: string, api: GridApi | undefined): void {
  if (api) keptFor(place).set(api.getColumnState());
}

/** What was kept for a grid. */
export function loadColumns(place: string): ColumnState[] | undefined {
  return keptFor(place).get();
}

/** Forgets which columns a person had hidden, moved or widened. */
export function resetColumns(place: string, api: GridApi | undefined): void {
  keptFor(place).forget();
  api?.resetColumnState();
}
