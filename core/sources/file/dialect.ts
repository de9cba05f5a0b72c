import { Failure } from '#core/contract/failure.ts';
import type { Dialect, Encoding } from '#core/contract/source.ts';
import { largestRecord } from '../record.ts';
import type { DialectWishes } from './dialect-wishes.ts';
import { bomLengthOf, createDecoder, findEncoding } from './encoding.ts';
import { jsonLists } from './json-lists.ts';
import type { PackedTableFacts } from './packing/packing.ts';
import { assertText } from './signatures.ts';
import type { SourceFile } from './source-file.ts';
import { evidence, findSyntax } from './syntax.ts';
import { utf16ToUtf8 } from './utf16.ts';

const sampleSize = 256 * 1024;

/** Finds the dialect of a file from a sample of its first 256 KiB. Throws a Failure (BAD_INPUT) for what is no text. */
export async function findDialect(file: SourceFile, path: string, wishes: DialectWishes = {}): Promise<Dialect> {
  const table = await file.table();
  if (table) return tableDialect(file, path, table, wishes);
  const { format: said } = wishes;
  if (said === 'xlsx' || said === 'parquet' || said === 'sqlite')
    throw new Failure(
      'BAD_INPUT',
      `${path} is not ${kindsOfTables[said]}, as the source says; leave \`format\` out or correct it`,
    );
  const tableWish = wishes.sheet ?? wishes.table ?? wishes.query;
  if (tableWish !== undefined)
    throw new Failure(
      'BAD_INPUT',
      `${path} holds no tables to choose from; leave \`sheet\`, \`table\` and \`query\` out of its source`,
    );
  const sample = await file.sample(sampleSize);
  const found = wishes.encoding
    ? {
        encoding: wishes.encoding,
        bomLength: bomLengthOf(wishes.encoding, sample),
        evidence: `${wishes.encoding}: as the source says`,
        certainty: 'said' as const,
      }
    : findEncoding(sample);
  assertText(sample, path, found.encoding);
  const body = sample.subarray(found.bomLength);
  const bytes = found.encoding.startsWith('utf-16')
    ? Buffer.concat(await Array.fromAsync(utf16ToUtf8(once(body), found.encoding === 'utf-16be')))
    : body;
  const base = { encoding: found.encoding, bomLength: found.bomLength, compression: file.compression };
  const format = said ?? formatOf(bytes.toString('latin1'), path);
  if (format !== 'csv') {
    const list = format === 'json' ? listIn(await textOf(file, found), path, found.encoding, wishes.records) : undefined;
    return {
      ...base,
      format,
      ...(list && { records: list.path }),
      delimiter: ',',
      quote: '"',
      hasHeader: true,
      skipLines: 0,
      newline: '\n',
      quotesAll: false,
      evidence: [
        { about: 'encoding', sentence: found.evidence },
        { about: 'format', sentence: `${format === 'json' ? 'JSON' : 'NDJSON'}: by the first character` },
        ...(list ? [evidence('format', list.sentence)] : []),
      ],
      certainty: { encoding: found.certainty, delimiter: 'certain' },
    };
  }
  const isWhole = sample.length < sampleSize;
  const { certainty, ...syntax } = findSyntax(bytes, found.encoding, wishes, isWhole, found.evidence);
  return { ...base, format, ...syntax, certainty: { encoding: found.certainty, delimiter: certainty } };
}

/** The list of records in a JSON document that is none itself. Throws a Failure (BAD_INPUT) where the one that is wanted is not there. */
function listIn(
  bytes: Buffer,
  path: string,
  encoding: Encoding,
  wanted: string | undefined,
): { readonly path: string; readonly sentence: string } | undefined {
  const lists = jsonLists(bytes.toString('latin1'), createDecoder(encoding)).map((list) => list.path);
  const chosen = wanted ?? lists[0];
  if (chosen === undefined) return undefined;
  if (!lists.includes(chosen))
    throw new Failure(
      'BAD_INPUT',
      `${path} has no list of objects at ${chosen} in its first 2 MiB; ${lists.length > 0 ? `there is ${lists.join(', ')}` : 'there is none'}`,
    );
  const others = lists.filter((list) => list !== chosen);
  return {
    path: chosen,
    sentence: `its records are under ${chosen}${others.length > 0 ? `; other lists are ${others.join(', ')}` : ''}`,
  };
}

/** The beginning of a text, in UTF-8 where it was UTF-16. */
async function textOf(file: SourceFile, { encoding, bomLength }: Pick<Dialect, 'encoding' | 'bomLength'>): Promise<Buffer> {
  const body = (await file.sample(largestRecord)).subarray(bomLength);
  if (!encoding.startsWith('utf-16')) return body;
  return Buffer.concat(await Array.fromAsync(utf16ToUtf8(once(body), encoding === 'utf-16be')));
}

/** What files are that hold tables of cells. */
const kindsOfTables = { xlsx: 'a workbook', parquet: 'a Parquet file', sqlite: 'an SQLite database' } as const;

function isTable(compression: Dialect['compression']): compression is keyof typeof kindsOfTables {
  return compression in kindsOfTables;
}

/** How a table of cells is read that is given as CSV. */
async function tableDialect(
  file: SourceFile,
  path: string,
  { sheet, sheets, skipLines, hasHeader, notes }: PackedTableFacts,
  wishes: DialectWishes,
): Promise<Dialect> {
  const { compression } = file;
  if (wishes.format !== undefined && wishes.format !== compression)
    throw new Failure(
      'BAD_INPUT',
      `${path} is ${isTable(compression) ? kindsOfTables[compression] : 'packed'}, not ${wishes.format.toUpperCase()} as the source says; correct \`format\``,
    );
  const sample = await file.sample(sampleSize);
  if (wishes.query !== undefined && compression !== 'sqlite')
    throw new Failure(
      'BAD_INPUT',
      `${path} cannot be asked by a query, which is for SQLite databases; leave \`query\` out of its source`,
    );
  const skipped = hasHeader
    ? skipLines
    : wishes.header_row !== undefined
      ? wishes.header_row - 1
      : (wishes.skip_lines ?? skipLines);
  // Who says where the header is says that there is one.
  const header = hasHeader ?? wishes.header ?? (wishes.header_row === undefined ? undefined : true);
  const asCsv = { delimiter: ',', quote: '"', header, skip_lines: skipped };
  const { certainty: _, ...syntax } = findSyntax(sample, 'utf-8', asCsv, sample.length < sampleSize, '');
  return {
    format: 'csv',
    encoding: 'utf-8',
    bomLength: 0,
    compression,
    ...syntax,
    newline: '\n',
    quotesAll: false,
    ...(sheet !== undefined && { sheet }),
    ...(sheets.length > 0 && { sheets: [...sheets] }),
    ...(wishes.query !== undefined && { query: wishes.query }),
    evidence: [
      ...notes.map((sentence) => evidence('sheet', sentence)),
      ...(hasHeader
        ? []
        : [evidence('header', syntax.hasHeader ? `a header in row ${skipped + 1}` : 'no header: the first row looks like data')]),
    ],
    certainty: { encoding: 'certain', delimiter: 'certain' },
  };
}

function formatOf(text: string, path: string): 'csv' | 'json' | 'ndjson' {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (name.endsWith('.ndjson') || name.endsWith('.jsonl')) return 'ndjson';
  const first = text.trimStart().slice(0, 2);
  if (name.endsWith('.json')) return first.startsWith('{') && /^\s*\{[^\n]*\}\s*\n\s*\{/.test(text) ? 'ndjson' : 'json';
  if (/\.(csv|tsv|txt|psv|dat)$/.test(name)) return 'csv';
  if (/^\[\s*[{[\]]/.test(text.trimStart())) return 'json';
  return first.startsWith('{') && /^\s*\{\s*"/.test(text) ? 'ndjson' : 'csv';
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
