import { formatScaled } from '#core/quality/values/scaled.ts';
import type { OutputCell } from '#core/sinks/sink.ts';
import type { ValueColumn } from './value-columns.ts';

/** A typed value as text: numbers in units with all their places, nothing for null. */
export function valueText({ type, scale }: ValueColumn, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (type === 'boolean') return value === 1 ? 'true' : 'false';
  return typeof value === 'number' && scale !== undefined ? formatScaled(value, scale) : String(value);
}

/** A typed value as a cell to be written; numbers keep their exact decimal notation. */
export function valueCell(column: ValueColumn, value: unknown): OutputCell {
  const isNumber = column.type === 'integer' || column.type === 'decimal' || column.type === 'boolean';
  return { text: valueText(column, value), isQuoted: !isNumber && value !== null };
}
