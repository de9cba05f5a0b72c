import { z } from 'zod';

/** What people call the encodings that Winnow reads and writes. */
export const encodingNames = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252 (Western Europe)',
  'windows-1250': 'Windows-1250 (Central Europe)',
  'windows-1251': 'Windows-1251 (Cyrillic)',
  'windows-1253': 'Windows-1253 (Greek)',
  'windows-1254': 'Windows-1254 (Turkish)',
  'koi8-r': 'KOI8-R (Russian)',
  cp437: 'CP437 (DOS)',
  cp850: 'CP850 (DOS, Western Europe)',
  shift_jis: 'Shift_JIS (Japanese)',
  'euc-jp': 'EUC-JP (Japanese)',
  'euc-kr': 'EUC-KR (Korean)',
  big5: 'Big5 (traditional Chinese)',
  gb18030: 'GB18030 (simplified Chinese)',
} as const;

export type Encoding = keyof typeof encodingNames;

// Object.keys knows names, not which.
export const encoding = z.enum(Object.keys(encodingNames) as [Encoding, ...Encoding[]]);

/** How sure something is that was found out of a sample: `said` was not found out, but given. */
const certainty = z.enum(['certain', 'likely', 'guess', 'said']);

export type Certainty = z.infer<typeof certainty>;

/** How the text of a file becomes records and cells, and what speaks for it. */
export const dialect = z.object({
  format: z.enum(['csv', 'json', 'ndjson']),
  encoding,
  /** Bytes of a byte order mark at the start: 0, 2 or 3. */
  bomLength: z.int(),
  delimiter: z.string(),
  quote: z.string(),
  hasHeader: z.boolean(),
  /** Lines before the header that are not data. */
  skipLines: z.int(),
  newline: z.string(),
  /** Whether every cell is quoted. */
  quotesAll: z.boolean(),
  /** How the text is packed; tables of cells are read as CSV. */
  compression: z.enum(['none', 'gzip', 'zip', 'xlsx', 'parquet', 'sqlite']),
  /** Of a workbook or an SQLite database: the sheet or table that is read, and all there are; or the query. */
  sheet: z.string().optional(),
  sheets: z.array(z.string()).optional(),
  query: z.string().optional(),
  /** Of a JSON document that is no list itself: where its list of records is, such as `$.data.items`. */
  records: z.string().optional(),
  /** A sentence for each thing that was found out. */
  evidence: z.array(
    z.object({
      about: z.enum(['encoding', 'format', 'sheet', 'delimiter', 'preamble', 'header', 'newline']),
      sentence: z.string(),
    }),
  ),
  /** Of files that were read before it was told, none. */
  certainty: z.object({ encoding: certainty, delimiter: certainty }).optional(),
});

export type Dialect = z.infer<typeof dialect>;

/** One of the files of a source that has several. */
export interface SourcePart {
  readonly name: string;
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  /** Stands for how it is read: another table or syntax has another one. */
  readonly reading: string;
}

/** How the names of files end that can be opened as data. */
export const dataEndings = [
  'csv',
  'tsv',
  'txt',
  'json',
  'ndjson',
  'jsonl',
  'gz',
  'zip',
  'xlsx',
  'xlsm',
  'parquet',
  'db',
  'sqlite',
  'sqlite3',
] as const;

const ending = new RegExp(`(\\.(${dataEndings.join('|')}))+$`, 'i');

/** Whether a name says that a file holds data. */
export function hasDataEnding(name: string): boolean {
  return ending.test(name);
}

/**
 * The name or path of a file without what says that it holds data. A pattern for several files becomes a name too: what it says besides its
 * wildcards, or the folder in which the files are (`orders/2024-*.csv` is `orders/2024`, `orders/*.csv` is `orders/orders`).
 */
export function withoutDataEnding(name: string): string {
  const plain = name.replace(ending, '');
  if (!/[*?]/.test(plain)) return plain;
  const parts = plain.split(/[\\/]/);
  const folders = parts.slice(0, -1).filter((part) => !/[*?]/.test(part));
  const words = (parts.at(-1) ?? '').replace(/[*?[\]{}()!,]+/g, '').replace(/^[-_. ]+|[-_. ]+$/g, '');
  return [...folders, words || folders.at(-1) || 'data'].join('/');
}
