import type { Dialect } from '#core/contract/source.ts';
import { makeSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';
import { joinCells, writeCell } from '#core/sources/file/csv.ts';
import { decodeText, encodeText, withoutLineEnd } from '#core/sources/file/encode.ts';
import { cellsOf, type RawRecord, rawBlocks, rawForms, type StoredBlock } from '#core/store/raw.ts';
import type { SourceRow } from '#core/store/sources.ts';
import type { Database } from '#core/workspace/open.ts';

/** A raw record with the exact bytes that stand for it in the file, where its cells do not say them. */
export interface SourceText {
  /** undefined behind the last record. */
  readonly record: RawRecord | undefined;
  readonly row: number;
  readonly form: Uint8Array | undefined;
  /** Blank lines that stood before it. */
  readonly blank: readonly Uint8Array[];
}

/** Raw records of a CSV file with their exact form, in order; after the last one an entry without cells for blank lines at the end. */
export function* sourceTexts(database: Database, sourceId: number): Generator<SourceText> {
  let next = 1;
  for (const block of rawBlocks(database, sourceId)) {
    yield* textsOfBlock(database, sourceId, block);
    next = block.firstRow + block.count;
  }
  const blank = rawForms(database, sourceId, next, next).map(({ bytes }) => bytes);
  if (blank.length > 0) yield { record: undefined, row: next, form: new Uint8Array(), blank };
}

/** The records of one block with their exact form. */
export function* textsOfBlock(database: Database, sourceId: number, block: StoredBlock): Generator<SourceText> {
  const forms = rawForms(database, sourceId, block.firstRow, block.firstRow + block.count - 1);
  let at = 0;
  for (let index = 0; index < block.count; index++) {
    const row = block.firstRow + index;
    const blank: Uint8Array[] = [];
    let form: Uint8Array | undefined;
    for (let entry = forms[at]; entry && entry.row <= row; entry = forms[++at]) {
      if (entry.kind === 'blank') blank.push(entry.bytes);
      else form = entry.bytes;
    }
    yield { record: { row, block, index }, row, form, blank };
  }
}

/**
 * A record as it is written in the dialect of its file, without its line end: as it stands there where nothing changed, otherwise its cells
 * with the changed ones in their places; derived cells behind.
 */
export function wholeText(
  source: SourceText,
  file: Pick<SourceRow, 'dialect' | 'headers'>,
  changed: ((index: number) => string | undefined) | undefined,
  extra: readonly string[],
): string {
  const { dialect } = file;
  if (!changed)
    return [recordText(source, file), ...extra.map((text) => writeCell(text, dialect, dialect.quotesAll))].join(
      dialect.delimiter,
    );
  const given = source.record ? cellsOf(source.record) : [];
  return joinCells(
    [...file.headers.map((_, index) => changed(index) ?? given[index] ?? ''), ...extra],
    dialect,
    dialect.quotesAll,
  );
}

/** The record as it stands in the file, without its line end: its form, or its cells joined. */
function recordText({ record, form }: SourceText, { dialect }: Pick<SourceRow, 'dialect'>): string {
  if (!form) return canonicalText(record, dialect);
  return withoutLineEnd(decodeText(form, dialect.encoding));
}

/** The header as it stands in the file, without its line end and the lines before it. */
export function headerText(file: SourceRow): string {
  return withoutLineEnd(linesOfHead(file).slice(file.dialect.skipLines).join(''));
}

/** The bytes of a file before its header: byte order mark and lines that are skipped. */
export function beforeHeader(file: SourceRow): Uint8Array {
  const { head, dialect } = file;
  const skipped = encodeText(linesOfHead(file).slice(0, dialect.skipLines).join(''), dialect.encoding);
  return head.subarray(0, dialect.bomLength + skipped.length);
}

function linesOfHead({ head, dialect }: SourceRow): readonly string[] {
  return decodeText(head.subarray(dialect.bomLength), dialect.encoding).match(/[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? [];
}

/** How many cells of a record a spreadsheet could take for formulas. */
export function unsafeCells(cells: readonly string[]): number {
  return cells.filter((cell) => makeSpreadsheetSafe(cell) !== cell).length;
}

/** A record whose cells are made safe for spreadsheets; those that are changed are quoted, so that no program takes the apostrophe for markup. */
export function safeText(cells: readonly string[], dialect: Dialect): string {
  return cells
    .map((cell) => {
      const safe = makeSpreadsheetSafe(cell);
      return writeCell(safe, dialect, dialect.quotesAll || safe !== cell);
    })
    .join(dialect.delimiter);
}

/** A line made safe for spreadsheets where its bytes could begin a formula that its cells do not show, as in a broken line; otherwise undefined. */
export function safeForm(form: Uint8Array, dialect: Dialect): Uint8Array | undefined {
  const text = decodeText(form, dialect.encoding);
  const safe = makeSpreadsheetSafe(text);
  return safe === text ? undefined : encodeText(safe, dialect.encoding);
}

/** The record as its cells alone say it. */
export function canonicalText(record: RawRecord | undefined, dialect: Dialect): string {
  if (!record) return '';
  return record.block.textOf(record.index) ?? joinCells(cellsOf(record), dialect, dialect.quotesAll);
}
