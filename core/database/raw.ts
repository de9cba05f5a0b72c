import { sql } from '#core/contract/sql.ts';
import { type Database, rowsOf } from './open.ts';

/** One record as it was read: its exact cells and place. */
export interface RawRecord {
  readonly row: number;
  readonly offset: number;
  readonly line: number;
  readonly cells: readonly string[];
}

/** Raw records of a file from a row on, block by block, at most `limit` rows. */
export function* rawRecords(database: Database, fileId: number, from = 1, limit = Number.MAX_SAFE_INTEGER): Generator<RawRecord> {
  let next = from;
  let left = limit;
  while (left > 0) {
    const block = blockAt(database, fileId, next);
    if (!block) return;
    for (const record of block.slice(next - (block[0]?.row ?? next))) {
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
      select first_row, rows
      from raw_blocks
      where file_id = ${fileId}
        and first_row <= ${row}
        and first_row + row_count > ${row}
      order by first_row desc
      limit 1`,
  );
  if (!found) return undefined;
  // Blocks are written by the batch builder as [offset, line, cell, …].
  const rows = JSON.parse(String(found[1])) as readonly (readonly [number, number, ...string[]])[];
  const first = Number(found[0]);
  return rows.map((entry, index) => ({
    row: first + index,
    offset: entry[0],
    line: entry[1],
    cells: entry.slice(2) as readonly string[],
  }));
}
