import { createContext, useContext } from 'react';
import type { ColumnProfile } from '#core/contract/records.ts';
import type { RowKind, RowQuery } from '../route.ts';

/** What the parts of a grid know of it. */
export interface GridContext {
  readonly dataset: string;
  readonly what: RowKind;
  readonly query: RowQuery;
  /** Whether the first rows are there: what stands around them is asked for after them. */
  readonly hasRows: boolean;
  /** What is known of the columns of the grid; none where it is not known yet. */
  readonly profiles: ReadonlyMap<string, ColumnProfile>;
  /** Whether a column stands in the file alone: the pipeline says nothing of it. */
  readonly isUndeclared: (column: string) => boolean;
  readonly change: (query: RowQuery) => void;
}

export const gridContext = createContext<GridContext | undefined>(undefined);

/** The grid around a part. */
export function useGrid(): GridContext {
  const grid = useContext(gridContext);
  if (!grid) throw new Error('a part of a grid stands outside of one');
  return grid;
}
