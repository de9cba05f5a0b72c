import type { Value } from '#core/quality/type.ts';

/** A column of values: numbers with NaN for null, or all texts in one string with the end of each (−1 for null). */
export type PackedColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly text: string; readonly ends: Int32Array };

/** Packs values as they come; numbers stay numbers, everything else becomes text. */
export interface ColumnPacker {
  readonly add: (value: Value) => void;
  readonly take: () => PackedColumn;
}

/** Makes a packer of one column. */
export function createColumnPacker(isNumber: boolean): ColumnPacker {
  const ends: number[] = [];
  if (isNumber) {
    return {
      add: (value) => ends.push(typeof value === 'number' ? value : Number.NaN),
      take: () => ({ kind: 'number', values: Float64Array.from(ends) }),
    };
  }
  const parts: string[] = [];
  let end = 0;
  return {
    add: (value) => {
      if (value === null) {
        ends.push(-1);
        return;
      }
      const text = typeof value === 'string' ? value : String(value);
      parts.push(text);
      end += text.length;
      ends.push(end);
    },
    take: () => ({ kind: 'text', text: parts.join(''), ends: Int32Array.from(ends) }),
  };
}

/** A reader of a packed column that gives its values one after the other. */
export function unpackColumn(column: PackedColumn): () => string | number | null {
  let index = 0;
  if (column.kind === 'number') {
    const { values } = column;
    return () => {
      const value = values[index++] ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    };
  }
  const { text, ends } = column;
  let start = 0;
  return () => {
    const end = ends[index++] ?? -1;
    if (end < 0) return null;
    const value = text.slice(start, end);
    start = end;
    return value;
  };
}
