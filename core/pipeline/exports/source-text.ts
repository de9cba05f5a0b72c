import type { Dialect } from '#core/contract/source.ts';
import type { FileRow } from '#core/database/files.ts';
import type { Database } from '#core/database/open.ts';
import { cellsOf, plainText, type RawRecord, rawForms, rawRecords } from '#core/database/raw.ts';
import { joinCells } from '#core/io/csv.ts';
import { decodeText } from '#core/io/encode.ts';

/** A raw record with the exact bytes that stand for it in the file, where its cells do not say them. */
export interface SourceText {
  /** undefined behind the last record. */
  readonly record: RawRecord | undefined;
  readonly row: number;
  readonly form: Uint8Array | undefined;
  /** Blank lines that stood before it. */
  readonly blank: readonly Uint8Array[];
}

const page = 1000;

/** Raw records of a CSV file with their exact form, in order; after the last one an entry without cells for blank lines at the end. */
export function* sourceTexts(database: Database, fileId: number): Generator<SourceText> {
  let forms: ReturnType<typeof rawForms> = [];
  let covered = 0;
  let last = 0;
  let at = 0;
  for (const record of rawRecords(database, fileId)) {
    if (record.row > covered) {
      forms = rawForms(database, fileId, record.row, record.row + page - 1);
      covered = record.row + page - 1;
      at = 0;
    }
    const blank: Uint8Array[] = [];
    let form: Uint8Array | undefined;
    for (let entry = forms[at]; entry && entry.row <= record.row; entry = forms[++at]) {
      if (entry.kind === 'blank') blank.push(entry.bytes);
      else form = entry.bytes;
    }
    last = record.row;
    yield { record, row: record.row, form, blank };
  }
  const blank = rawForms(database, fileId, last + 1, last + 1).map(({ bytes }) => bytes);
  if (blank.length > 0) yield { record: undefined, row: last + 1, form: new Uint8Array(), blank };
}

/** The record as it stands in the file, without its line end: its form, or its cells joined. */
export function recordText({ record, form }: SourceText, { dialect }: FileRow): string {
  if (!form) return canonicalText(record, dialect);
  return decodeText(form, dialect.encoding).replace(/\r\n$|\r$|\n$/, '');
}

/** The header as it stands in the file, without its line end and the lines before it. */
export function headerText({ head, dialect }: FileRow): string {
  const lines = decodeText(head.subarray(dialect.bomLength), dialect.encoding).match(/[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? [];
  return lines
    .slice(dialect.skipLines)
    .join('')
    .replace(/\r\n$|\r$|\n$/, '');
}

/** The record as its cells alone say it. */
export function canonicalText(record: RawRecord | undefined, dialect: Dialect): string {
  if (!record) return '';
  const plain = dialect.quotesAll ? undefined : plainText(record, dialect.delimiter);
  return plain ?? joinCells(cellsOf(record), dialect, dialect.quotesAll);
}
