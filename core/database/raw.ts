import { sql } from '#core/contract/sql.ts';
import { type Database, rowsOf } from './open.ts';

/** One record as it was read; `cellsOf` and `placeOf` read it. */
export interface RawRecord {
  readonly row: number;
  /** `offset,line,"cell","cell` of a record none of whose cells holds a delimiter, a quote or anything that JSON escapes. */
  readonly plain: string | undefined;
  /** `[offset, line, cell, …]` of any other record. */
  readonly parsed: readonly [number, number, ...string[]] | undefined;
}

/** The exact cells of a record. */
export function cellsOf({ plain, parsed }: RawRecord): readonly string[] {
  return plain === undefined ? ((parsed?.slice(2) ?? []) as readonly string[]) : plain.slice(startOfCells(plain)).split('","');
}

/** The byte and the line where a record begins. */
export function placeOf({ plain, parsed }: RawRecord): { readonly offset: number; readonly line: number } {
  if (plain === undefined) return { offset: parsed?.[0] ?? 0, line: parsed?.[1] ?? 0 };
  const [offset, line] = plain.slice(0, startOfCells(plain)).split(',');
  return { offset: Number(offset), line: Number(line) };
}

/** The cells of a plain record with a delimiter between them; undefined for any other record. */
export function plainText({ plain }: RawRecord, delimiter: string): string | undefined {
  return plain?.slice(startOfCells(plain)).replaceAll('","', delimiter);
}

function startOfCells(plain: string): number {
  return plain.indexOf('"') + 1;
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
      select first_row, rows, is_plain
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
  if (found[2] === 1) return plainRows(text, first);
  // Blocks are written by the batch builder as [offset, line, cell, …].
  const rows = JSON.parse(text) as readonly (readonly [number, number, ...string[]])[];
  return rows.map((parsed, index) => ({ row: first + index, plain: undefined, parsed }));
}

/** The rows of a plain block: no quote stands inside a cell, so the quotes of JSON divide it without parsing. */
function plainRows(text: string, first: number): readonly RawRecord[] {
  return text
    .slice(2, -3)
    .split('"],[')
    .map((plain, index) => ({ row: first + index, plain, parsed: undefined }));
}
