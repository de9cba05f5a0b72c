import { formatScaled } from '#core/quality/values/scaled.ts';
import type { ValueColumn } from './value-columns.ts';

/** A typed value as text: numbers in units with all their places, nothing for null. */
export function valueText({ type, scale }: ValueColumn, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (type === 'boolean') return value === 1 ? 'true' : 'false';
  return typeof value === 'number' && scale !== undefined ? formatScaled(value, scale) : String(value);
}

/** A typed value as a JSON token; numbers keep their exact decimal notation. */
export function valueJson(column: ValueColumn, value: unknown): string {
  if (value === null || value === undefined) return 'null';
  const text = valueText(column, value);
  return column.type === 'integer' || column.type === 'decimal' || column.type === 'boolean' ? text : JSON.stringify(text);
}
