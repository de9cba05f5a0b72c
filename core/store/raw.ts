import { type Place, placeOf } from '#core/contract/place.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import { type Database, queryOf, rowsOf } from '#core/workspace/open.ts';
import { lineShape } from './findings.ts';

/** Consecutive raw records as they are stored. */
export interface RawBlock {
  readonly firstRow: number;
  readonly count: number;
  /** The bytes of the file themselves where all records are plain, a JSON array of arrays of cells otherwise. */
  readonly rows: Uint8Array | string;
  readonly places: RawPlaces;
}

/** Where the records of a block stand in the file. */
export interface RawPlaces {
  /** Byte and line of the first record. */
  readonly firstOffset: number;
  readonly firstLine: number;
  /** Digits of the two numbers of each record. */
  readonly offsetDigits: number;
  readonly lineDigits: number;
  /**
   * For each record in digits of fixed width, so that SQL finds them by position: bytes behind the first, lines beyond one a record; with a
   * sign before them where records share lines.
   */
  readonly digits: Uint8Array;
}

/** A block of raw records as it is read again. */
export interface StoredBlock {
  readonly firstRow: number;
  readonly count: number;
  /** The bytes of all records with their line ends, where all are plain. */
  readonly bytes: Buffer | undefined;
  /** Where the record at a position begins. */
  readonly placeOf: (index: number) => Place;
  /** The cells of a record; of a plain one no more than so many, where only the first are needed. */
  readonly cellsOf: (index: number, first?: number) => readonly string[];
  /** All of its texts: as they stand in the file where all records are plain, in JSON otherwise. */
  readonly text: string;
  /** A plain record as it stands in the file, without its line end; undefined for any other. */
  readonly textOf: (index: number) => string | undefined;
}

/** One raw record of a block. */
export interface RawRecord {
  readonly row: number;
  readonly block: StoredBlock;
  readonly index: number;
}

/** Where records stand, packed. */
export function packPlaces(records: readonly { readonly offset: number; readonly line: number }[]): RawPlaces {
  const firstOffset = records[0]?.offset ?? 0;
  const firstLine = records[0]?.line ?? 0;
  const last = records.at(-1);
  const extraLines = (line: number, index: number): number => line - firstLine - index;
  const offsetDigits = digitsOf((last?.offset ?? 0) - firstOffset);
  const lineDigits = records.reduce((most, { line }, index) => Math.max(most, digitsOf(extraLines(line, index))), 0);
  const width = offsetDigits + lineDigits;
  const digits = new Uint8Array(records.length * width);
  for (let index = 0; index < records.length; index++) {
    const record = records[index];
    if (!record) break;
    writeDigits(digits, index * width, offsetDigits, record.offset - firstOffset);
    writeDigits(digits, index * width + offsetDigits, lineDigits, extraLines(record.line, index));
  }
  return { firstOffset, firstLine, offsetDigits, lineDigits, digits };
}

/** The exact cells of a record. */
export function cellsOf({ block, index }: RawRecord): readonly string[] {
  return block.cellsOf(index);
}

/** A function that adds blocks of a file. */
export function createBlockInserter(database: Database, sourceId: number): (block: RawBlock) => void {
  const statement = database.prepare(
    `insert into raw_blocks (source_id, first_row, row_count, is_plain, first_offset, first_line, offset_digits, line_digits, places, rows)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ firstRow, count, rows, places }) => {
    const isPlain = typeof rows === 'string' ? 0 : 1;
    const { firstOffset, firstLine, offsetDigits, lineDigits, digits } = places;
    statement.run(sourceId, firstRow, count, isPlain, firstOffset, firstLine, offsetDigits, lineDigits, digits, rows);
  };
}

/** The table of exact bytes with the columns that a bulk insert fills, in this order. */
export const formColumns: Sql = sql`raw_forms (source_id, row_no, kind, bytes)`;

/** Blocks of raw records of a file, from the one that holds a row on. */
export function* rawBlocks(database: Database, sourceId: number, from = 1): Generator<StoredBlock> {
  const blockOf = createBlockReader(database, sourceId);
  for (let next = from; ; ) {
    const block = blockOf(next);
    if (!block) return;
    yield block;
    next = block.firstRow + block.count;
  }
}

/** Raw records of a file from a row on, at most `limit` rows. */
export function* rawRecords(
  database: Database,
  sourceId: number,
  from = 1,
  limit = Number.MAX_SAFE_INTEGER,
): Generator<RawRecord> {
  let left = limit;
  for (const block of rawBlocks(database, sourceId, from)) {
    for (let index = Math.max(0, from - block.firstRow); index < block.count; index++) {
      if (left-- <= 0) return;
      yield { row: block.firstRow + index, block, index };
    }
  }
}

/** A function that finds single raw records; asked in ascending order it reads each block once. */
export function createRawFinder(database: Database, sourceId: number): (row: number) => RawRecord | undefined {
  const blockOf = createBlockReader(database, sourceId);
  let block: StoredBlock | undefined;
  return (row) => {
    if (!block || row < block.firstRow || row >= block.firstRow + block.count) block = blockOf(row);
    return block && { row, block, index: row - block.firstRow };
  };
}

/** A function that gives the cells of single records, none where there is no such record; asked in ascending order it reads each block once. */
export function createCellFinder(database: Database, sourceId: number): (row: number) => readonly string[] {
  const find = createRawFinder(database, sourceId);
  return (row) => {
    const record = find(row);
    return record ? cellsOf(record) : [];
  };
}

/** The exact bytes of records (and blank lines before them) where their cells do not say them, in row order. */
export function rawForms(
  database: Database,
  sourceId: number,
  from: number,
  to: number,
): readonly { readonly row: number; readonly kind: string; readonly bytes: Uint8Array }[] {
  return rowsOf(
    database,
    sql`
      select row_no, kind, bytes
      from raw_forms
      where source_id = ${sourceId}
        and row_no between ${from} and ${to}
      order by row_no, rowid`,
  ).map(([row, kind, bytes]) => ({ row: Number(row), kind: String(kind), bytes: bytes as Uint8Array }));
}

/** The records of a run that are broken lines in its file, mended since or not, and whose bytes are as wanted. */
export function* brokenLines(
  database: Database,
  runNo: number,
  dataset: string,
  sourceId: number,
  isWanted: (bytes: Uint8Array) => boolean,
): Generator<number> {
  const lines = database.prepare<unknown[], [number, Uint8Array]>(
    `select e.record_id, f.bytes
     from exception_rows e
     join raw_forms f on f.source_id = ? and f.row_no = e.record_id and f.kind = 'record'
     where e.run_no = ? and e.dataset = ? and e.is_structural <> ${lineShape.sound}
     order by e.record_id`,
  );
  for (const [record, bytes] of lines.raw().iterate(sourceId, runNo, dataset) as Iterable<[number, Uint8Array]>)
    if (isWanted(bytes)) yield record;
}

/** A function that gives the block which holds a row of a file. */
function createBlockReader(database: Database, sourceId: number): (row: number) => StoredBlock | undefined {
  const [dialect = []] = rowsOf(
    database,
    sql`select json_extract(dialect, '$.delimiter'), json_extract(dialect, '$.newline') from sources where id = ${sourceId}`,
  );
  const [delimiter = ',', newline = '\n'] = dialect.map(String);
  const lastUpTo = queryOf(
    database,
    sql`
      select first_row, row_count, is_plain, first_offset, first_line, offset_digits, line_digits, places, rows
      from raw_blocks
      where source_id = ? and first_row <= ?
      order by first_row desc
      limit 1`,
  );
  return (row) => {
    const [found] = lastUpTo(sourceId, row);
    return found && Number(found[0]) + Number(found[1]) > row ? storedBlock(found, delimiter, newline) : undefined;
  };
}

function storedBlock(found: readonly unknown[], delimiter: string, newline: string): StoredBlock {
  const [firstRow = 0, count = 0, isPlain, firstOffset = 0, firstLine = 0, offsetDigits = 0, lineDigits = 0] = found
    .slice(0, 7)
    .map(Number);
  const digits = Buffer.from(found[7] as Uint8Array).toString('latin1');
  const width = offsetDigits + lineDigits;
  const bytes = isPlain === 1 ? asBuffer(found[8] as Uint8Array) : undefined;
  const text = (): string => bytes?.toString('utf8') ?? String(found[8]);
  let lines: readonly string[] | undefined;
  let rows: readonly (readonly string[])[] | undefined;
  const lineOfPlain = (index: number): string => {
    lines ??= text().split(newline);
    return lines[index] ?? '';
  };
  return {
    firstRow,
    count,
    bytes,
    placeOf: (index) =>
      placeOf({
        offset: firstOffset + Number(digits.slice(index * width, index * width + offsetDigits)),
        line: firstLine + index + Number(digits.slice(index * width + offsetDigits, (index + 1) * width)),
      }),
    get text() {
      return text();
    },
    textOf: (index) => (bytes ? lineOfPlain(index) : undefined),
    cellsOf: (index, first) => {
      if (bytes) return lineOfPlain(index).split(delimiter, first);
      // Written by the block maker as arrays of cells.
      rows ??= JSON.parse(text()) as readonly (readonly string[])[];
      return rows[index] ?? [];
    },
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Digits that a number needs, its sign among them; none for 0. */
function digitsOf(value: number): number {
  return value === 0 ? 0 : String(value).length;
}

function writeDigits(bytes: Uint8Array, at: number, width: number, value: number): void {
  let rest = Math.abs(value);
  for (let position = at + width - 1; position >= at; position--) {
    bytes[position] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  if (value < 0) bytes[at] = 45;
}
