import type { Value } from '#core/quality/type.ts';

/** A column of values: numbers with NaN for null, or all texts in one string with the end of each (−1 for null). */
export type PackedColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly text: string; readonly ends: Int32Array };

/** Packs a column; numbers stay numbers, everything else becomes text. */
export function packColumn(values: readonly Value[], isNumber: boolean): PackedColumn {
  if (isNumber) {
    const packed = new Float64Array(values.length);
    for (let index = 0; index < values.length; index++) {
      const value = values[index];
      packed[index] = typeof value === 'number' ? value : Number.NaN;
    }
    return { kind: 'number', values: packed };
  }
  const ends = new Int32Array(values.length);
  const parts: string[] = [];
  let end = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? null;
    if (value === null) {
      ends[index] = -1;
      continue;
    }
    const text = typeof value === 'string' ? value : String(value);
    parts.push(text);
    end += text.length;
    ends[index] = end;
  }
  return { kind: 'text', text: parts.join(''), ends };
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
