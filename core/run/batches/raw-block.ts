import type { SourceRecord } from '#core/sources/record.ts';
import { packPlaces, type RawBlock } from '#core/store/raw.ts';

/** Records in one raw block: small enough to read one record quickly, large enough to cost nothing. */
const blockRows = 250;

/** Collects raw records in blocks. */
export interface BlockMaker {
  /** Adds a record whose plain form points into the bytes of its chunk. */
  readonly add: (record: SourceRecord, bytes: Uint8Array) => void;
  /** The blocks since the last were taken. */
  readonly take: () => readonly RawBlock[];
}

/** Makes blocks of raw records, the first of which has the row number `firstRow`. */
export function createBlockMaker(firstRow: number): BlockMaker {
  let blocks: RawBlock[] = [];
  let records: SourceRecord[] = [];
  let pieces: { readonly bytes: Uint8Array; readonly from: number; to: number }[] = [];
  let isPlain = true;
  let first = firstRow;

  const close = (): void => {
    if (records.length === 0) return;
    const places = packPlaces(records);
    const rows = plainBytes() ?? JSON.stringify(records.map(({ cells }) => cells));
    blocks.push({ firstRow: first, count: records.length, rows, places });
    first += records.length;
    records = [];
    pieces = [];
    isPlain = true;
  };

  /** The bytes of the file, where all records are plain and nothing stands between them. */
  const plainBytes = (): Uint8Array | undefined => {
    const last = records.at(-1);
    if (!isPlain || !last) return undefined;
    const length = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
    if (last.offset + last.to - last.from - (records[0]?.offset ?? 0) !== length) return undefined;
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece.bytes.subarray(piece.from, piece.to), at);
      at += piece.to - piece.from;
    }
    return bytes;
  };

  return {
    add: (record, bytes) => {
      const last = pieces.at(-1);
      if (record.from < 0) isPlain = false;
      else if (last && last.bytes === bytes && last.to === record.from) last.to = record.to;
      else pieces.push({ bytes, from: record.from, to: record.to });
      records.push(record);
      if (records.length === blockRows) close();
    },
    take: () => {
      close();
      const taken = blocks;
      blocks = [];
      return taken;
    },
  };
}
