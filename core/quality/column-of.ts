import type { RowContext } from './rule.ts';

/** The place and scale of a column that a definition has already been checked to have. */
export function columnOf(context: RowContext, name: string): { readonly index: number; readonly scale: number | undefined } {
  const column = context.columns.get(name);
  if (!column) throw new RangeError(`there is no column ${name}`);
  return column;
}
