import { Failure } from '#core/contract/failure.ts';
import type { Encoding } from '#core/contract/source.ts';

/** How a document of markup begins, behind blanks. */
const markup = /^\s*<(\?xml|!doctype|html|svg|[a-z][\w:.-]*(\s[^<>]*)?>\s*<)/i;

const signatures: readonly { readonly bytes: string; readonly what: string }[] = [
  {
    bytes: '\xd0\xcf\x11\xe0',
    what: 'an old workbook (.xls) or one with a password; save it as .xlsx without a password, or as CSV',
  },
  { bytes: '%PDF', what: 'a PDF document, not a CSV file' },
  { bytes: '\x89PNG', what: 'a picture, not a CSV file' },
  { bytes: '\xff\xd8\xff', what: 'a picture, not a CSV file' },
  { bytes: '\x1f\x8b', what: 'an archive within an archive; unpack it once' },
  { bytes: 'BZh91AY&SY', what: 'a bzip2 archive; unpack it first' },
  { bytes: '\xfd7zXZ', what: 'an xz archive; unpack it first' },
  { bytes: '\x28\xb5\x2f\xfd', what: 'a zstd archive; unpack it first' },
  { bytes: '7z\xbc\xaf', what: 'a 7-Zip archive; unpack it first' },
  { bytes: 'Rar!\x1a', what: 'a RAR archive; unpack it first' },
  { bytes: '\x7fELF', what: 'a program, not a CSV file' },
];

/** Throws a Failure (BAD_INPUT) that says what a file is, for one that is no text of records. */
export function assertText(sample: Buffer, path: string, encoding: Encoding): void {
  const start = sample.subarray(0, 16).toString('latin1');
  const known = signatures.find(({ bytes }) => start.startsWith(bytes));
  if (known) throw new Failure('BAD_INPUT', `${path} is ${known.what}`);
  if (sample.length === 0) throw new Failure('BAD_INPUT', `${path} is empty; choose a file with at least a header line`);
  const beginning = sample
    .subarray(0, 1000)
    .toString(encoding === 'utf-16le' ? 'utf16le' : 'utf8')
    .replace(/^\ufeff/, '');
  if (markup.test(beginning))
    throw new Failure(
      'BAD_INPUT',
      `${path} is XML or HTML; Winnow reads CSV, TSV, JSON, NDJSON, .xlsx, Parquet and SQLite, so save the data as one of these first`,
    );
  if (encoding.startsWith('utf-16')) return;
  const controls = sample.reduce(
    (count, byte) => count + (byte < 9 || (byte > 13 && byte < 32 && byte !== 26 && byte !== 27) ? 1 : 0),
    0,
  );
  if (controls > sample.length * 0.1)
    throw new Failure(
      'BAD_INPUT',
      `${path} is not a text file: ${Math.round((controls / sample.length) * 100)} % of its first bytes are control codes`,
    );
}
