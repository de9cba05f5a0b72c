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

/** Values that a packer has room for at first; the room doubles when it is full. */
const firstRoom = 1024;

/** Texts joined at a time. */
const textsTogether = 250;

/** Makes a packer of one column. */
export function createColumnPacker(isNumber: boolean): ColumnPacker {
  return isNumber ? createNumberPacker() : createTextPacker();
}

function createNumberPacker(): ColumnPacker {
  let values = new Float64Array(firstRoom);
  let count = 0;
  return {
    add: (value) => {
      if (count === values.length) {
        const larger = new Float64Array(count * 2);
        larger.set(values);
        values = larger;
      }
      values[count++] = typeof value === 'number' ? value : Number.NaN;
    },
    take: () => ({ kind: 'number', values: values.slice(0, count) }),
  };
}

function createTextPacker(): ColumnPacker {
  let ends = new Int32Array(firstRoom);
  let count = 0;
  let length = 0;
  const pieces: string[] = [];
  let waiting: string[] = [];
  const gather = (): void => {
    pieces.push(waiting.join(''));
    waiting = [];
  };
  return {
    add: (value) => {
      if (count === ends.length) {
        const larger = new Int32Array(count * 2);
        larger.set(ends);
        ends = larger;
      }
      if (value === null) {
        ends[count++] = -1;
        return;
      }
      const text = String(value);
      length += text.length;
      ends[count++] = length;
      // Joined while they are few: short strings that live long are what costs a collector of garbage most.
      if (waiting.push(text) === textsTogether) gather();
    },
    take: () => {
      gather();
      return { kind: 'text', text: pieces.join(''), ends: ends.slice(0, count) };
    },
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
