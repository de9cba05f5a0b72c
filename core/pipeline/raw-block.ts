import { packPlaces, type RawBlock } from '#core/database/raw.ts';
import type { SourceRecord } from '#core/io/record.ts';

/** Makes raw blocks of records that come from a source with this delimiter. */
export function createBlockMaker(delimiter: string): (records: readonly SourceRecord[], firstRow: number) => RawBlock {
  const delimiters = new RegExp(`\\u${delimiter.charCodeAt(0).toString(16).padStart(4, '0')}`, 'g');
  return (records, firstRow) => {
    const isPlain = records.every(({ plain }) => plain !== undefined);
    // Plain records become JSON all at once: quotes around every delimiter and line end.
    const rows = isPlain
      ? `[["${records
          .map(({ plain }) => plain)
          .join('\n')
          .replace(delimiters, '","')
          .replaceAll('\n', '"],["')}"]]`
      : JSON.stringify(records.map(({ cells }) => cells));
    return { firstRow, count: records.length, rows, places: packPlaces(records), isPlain };
  };
}
