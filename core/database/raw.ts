import { literal, type Sql, sql } from '#core/contract/sql.ts';
import { type Database, rowsOf } from './open.ts';

/** Consecutive raw records as they are stored. */
export interface RawBlock {
  readonly firstRow: number;
  readonly count: number;
  /** A JSON array of arrays of cells. */
  readonly rows: string;
  /** The byte and line of each record in digits of fixed width, so that SQL finds them by position. */
  readonly places: Uint8Array;
  /** Whether no cell holds a delimiter, a quote or anything that JSON escapes. */
  readonly isPlain: boolean;
}

/** One record as it was read; `cellsOf` and `placeOf` read it. */
export interface RawRecord {
  readonly row: number;
  /** The cells of a record of a plain block, with `","` between them. */
  readonly plain: string | undefined;
  /** The cells of any other record. */
  readonly cells: readonly string[] | undefined;
  readonly places: Uint8Array;
  /** Its position in the block. */
  readonly index: number;
}

/** Digits of a byte offset (up to ten terabytes) and of a line number. */
const offsetDigits = 13;
const lineDigits = 11;
const placeSize = offsetDigits + lineDigits;

/** SQL for the byte or line of the record at a position of a block. */
export function placeSql(places: Sql, position: Sql, which: 'offset' | 'line'): Sql {
  const [from, size] = which === 'offset' ? [1, offsetDigits] : [1 + offsetDigits, lineDigits];
  return sql`cast(substr(${places}, ${position} * ${literal(String(placeSize))} + ${literal(String(from))}, ${literal(String(size))}) as integer)`;
}

/** Places of records in digits of fixed width. */
export function packPlaces(records: readonly { readonly offset: number; readonly line: number }[]): Uint8Array {
  const bytes = new Uint8Array(records.length * placeSize);
  for (const [index, { offset, line }] of records.entries()) {
    writeDigits(bytes, index * placeSize, offsetDigits, offset);
    writeDigits(bytes, index * placeSize + offsetDigits, lineDigits, line);
  }
  return bytes;
}

/** The exact cells of a record. */
export function cellsOf({ plain, cells }: RawRecord): readonly string[] {
  return plain === undefined ? (cells ?? []) : plain.split('","');
}

/** The byte and the line where a record begins. */
export function placeOf({ places, index }: RawRecord): { readonly offset: number; readonly line: number } {
  const digits = new TextDecoder().decode(places.subarray(index * placeSize, (index + 1) * placeSize));
  return { offset: Number(digits.slice(0, offsetDigits)), line: Number(digits.slice(offsetDigits)) };
}

/** The cells of a plain record with a delimiter between them; undefined for any other record. */
export function plainText({ plain }: RawRecord, delimiter: string): string | undefined {
  return plain?.replaceAll('","', delimiter);
}

function writeDigits(bytes: Uint8Array, at: number, width: number, value: number): void {
  let rest = value;
  for (let position = at + width - 1; position >= at; position--) {
    bytes[position] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}

/** Raw records of a file from a row on, block by block, at most `limit` rows. */
export function* rawRecords(database: Database, fileId: number, from = 1, limit = Number.MAX_SAFE_INTEGER): Generator<RawRecord> {
  let next = from;
  let left = limit;
  while (left > 0) {
    const block = blockAt(database, fileId, next);
    if (!block) return;
    for (let index = next - (block[0]?.row ?? next); index < block.length; index++) {
      const record = block[index];
      if (!record) break;
      yield record;
      next = record.row + 1;
      if (--left <= 0) return;
    }
  }
}

/** A function that finds single raw records; asked in ascending order it reads each block once. */
export function createRawFinder(database: Database, fileId: number): (row: number) => RawRecord | undefined {
  let block: readonly RawRecord[] = [];
  return (row) => {
    const first = block[0]?.row ?? Number.POSITIVE_INFINITY;
    if (row < first || row >= first + block.length) block = blockAt(database, fileId, row) ?? [];
    return block[row - (block[0]?.row ?? 0)];
  };
}

/** The exact bytes of records (and blank lines before them) where their cells do not say them, in row order. */
export function rawForms(
  database: Database,
  fileId: number,
  from: number,
  to: number,
): readonly { readonly row: number; readonly kind: string; readonly bytes: Uint8Array }[] {
  return rowsOf(
    database,
    sql`
      select row_no, kind, bytes
      from raw_forms
      where file_id = ${fileId}
        and row_no between ${from} and ${to}
      order by row_no, rowid`,
  ).map(([row, kind, bytes]) => ({ row: Number(row), kind: String(kind), bytes: bytes as Uint8Array }));
}

function blockAt(database: Database, fileId: number, row: number): readonly RawRecord[] | undefined {
  const [found] = rowsOf(
    database,
    sql`
      select first_row, rows, is_plain, places
      from raw_blocks
      where file_id = ${fileId}
        and first_row <= ${row}
        and first_row + row_count > ${row}
      order by first_row desc
      limit 1`,
  );
  if (!found) return undefined;
  const first = Number(found[0]);
  const text = String(found[1]);
  const places = found[3] as Uint8Array;
  if (found[2] === 1) {
    // No quote stands inside a cell of a plain block, so the quotes of JSON divide it without parsing.
    const lines = text.slice(3, -3).split('"],["');
    return lines.map((plain, index) => ({ row: first + index, plain, cells: undefined, places, index }));
  }
  // Blocks are written by the block maker as arrays of cells.
  const rows = JSON.parse(text) as readonly (readonly string[])[];
  return rows.map((cells, index) => ({ row: first + index, plain: undefined, cells, places, index }));
}
