import { varintLength, writeVarint } from './varint.ts';

/** What a cell of a table can hold. */
export type Cell = string | number | bigint | Uint8Array | null;

/** Encodes rows as SQLite stores them: a header of serial types, then the values (https://www.sqlite.org/fileformat2.html#record_format). */
export interface RecordEncoder {
  /** Encodes a row; returns the bytes of the record. */
  readonly encode: (cells: readonly Cell[]) => number;
  /** Writes the record that was encoded last. */
  readonly write: (into: Uint8Array, at: number) => void;
}

/** Serial types of values without bytes, and the first of texts; a blob has one less. */
const typeOfNull = 0;
const typeOfZero = 8;
const typeOfOne = 9;
const typeOfReal = 7;
const firstTextType = 13;

/** Texts up to this length are written character by character, which is faster than to call the encoder. */
const shortText = 48;

/** Makes an encoder of rows with so many columns, of which the first is the key, which the record does not repeat. */
export function createRecordEncoder(width: number): RecordEncoder {
  const types = new Float64Array(width);
  let body: Buffer = Buffer.allocUnsafe(1 << 16);
  let length = 0;
  let headerLength = 0;

  const reserve = (size: number): void => {
    if (length + size <= body.length) return;
    const larger = Buffer.allocUnsafe(Math.max(length + size, body.length * 2));
    body.copy(larger, 0, 0, length);
    body = larger;
  };

  const putText = (text: string): number => {
    const from = length;
    // UTF-8 takes at most three bytes for what is one unit in UTF-16.
    reserve(text.length * 3);
    if (text.length <= shortText) {
      let at = from;
      let index = 0;
      for (; index < text.length; index++) {
        const code = text.charCodeAt(index);
        if (code > 127) break;
        body[at++] = code;
      }
      if (index === text.length) {
        length = at;
        return firstTextType + 2 * text.length;
      }
    }
    length += body.write(text, from, 'utf8');
    return firstTextType + 2 * (length - from);
  };

  const putInteger = (value: number): number => {
    if (value === 0) return typeOfZero;
    if (value === 1) return typeOfOne;
    const type = integerType(value);
    if (type === 6) return putLong(BigInt(value));
    const size = type === 5 ? 6 : type;
    reserve(size);
    body.writeIntBE(value, length, size);
    length += size;
    return type;
  };

  const putLong = (value: bigint): number => {
    reserve(8);
    length = body.writeBigInt64BE(value, length);
    return 6;
  };

  const put = (cell: Cell): number => {
    if (typeof cell === 'string') return putText(cell);
    if (cell === null) return typeOfNull;
    if (typeof cell === 'number') {
      if (Number.isInteger(cell) && Math.abs(cell) < 2 ** 63) return putInteger(cell);
      reserve(8);
      length = body.writeDoubleBE(cell, length);
      return typeOfReal;
    }
    if (typeof cell === 'bigint') return isSafe(cell) ? putInteger(Number(cell)) : putLong(cell);
    reserve(cell.length);
    body.set(cell, length);
    length += cell.length;
    return firstTextType - 1 + 2 * cell.length;
  };

  return {
    encode: (cells) => {
      length = 0;
      types[0] = typeOfNull;
      let header = 1;
      for (let index = 1; index < width; index++) {
        const type = put(cells[index] ?? null);
        types[index] = type;
        header += varintLength(type);
      }
      // The header counts its own length.
      headerLength = header + varintLength(header + varintLength(header));
      return headerLength + length;
    },
    write: (into, at) => {
      let place = writeVarint(into, at, headerLength);
      for (let index = 0; index < width; index++) place = writeVarint(into, place, types[index] ?? 0);
      if (length > 256) into.set(body.subarray(0, length), place);
      else for (let index = 0; index < length; index++) into[place + index] = body[index] ?? 0;
    },
  };
}

/** The serial type of a whole number other than 0 and 1: by the bytes that it takes, 1, 2, 3, 4, 6 or 8. */
function integerType(value: number): 1 | 2 | 3 | 4 | 5 | 6 {
  const size = value < 0 ? -value - 1 : value;
  if (size < 2 ** 7) return 1;
  if (size < 2 ** 15) return 2;
  if (size < 2 ** 23) return 3;
  if (size < 2 ** 31) return 4;
  return size < 2 ** 47 ? 5 : 6;
}

function isSafe(value: bigint): boolean {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
}
