import type { Packing } from './packing.ts';

/** The table of a Parquet file, given as CSV: decimals, dates and instants in their exact text, nested values as JSON. */
export const parquet: Packing = {
  name: 'parquet',
  isPacked: (beginning) => beginning.toString('latin1', 0, 4) === 'PAR1',
  isSequential: false,
  // Loaded only when a Parquet file is read.
  open: async (file) => (await import('./parquet-table.ts')).openParquet(file),
};
