import { type FileMetaData, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { csvLine } from './csv-lines.ts';
import type { PackedFile, PackedText } from './packing.ts';
import { createParquetTexts, parquetParsers, withoutDecimals } from './parquet-text.ts';

/** Rows that are unpacked at once, and bytes of a group of rows beyond which it is not. */
const rowsAtOnce = 100_000;
const largestGroup = 2 ** 31;
/** Rows of a chunk of text. */
const rowsInChunk = 2000;

/** Opens the table of a Parquet file as CSV. Throws a Failure (BAD_INPUT) where it cannot be read. */
export async function openParquet(file: PackedFile): Promise<PackedText> {
  const metadata = await explained(file, () => parquetMetadataAsync(bufferOf(file)));
  const names = parquetSchema(metadata).children.map(({ element }) => element.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new Failure(
      'BAD_INPUT',
      `${file.path} has two columns named "${twice}", of which only one can be read; write it again with other names`,
    );
  const count = (value: number | bigint, one: string): string => counted(Number(value), one);
  return {
    chunks: () => csvOf(file, metadata, names),
    // Columns are packed well; what they unpack to is a guess.
    size: () => file.size * 3,
    table: {
      sheets: [],
      skipLines: 0,
      hasHeader: true,
      notes: [`a Parquet file of ${count(metadata.num_rows, 'row')} in ${count(metadata.row_groups.length, 'group')}`],
    },
  };
}

async function* csvOf(file: PackedFile, metadata: FileMetaData, names: readonly string[]): AsyncGenerator<Buffer> {
  yield Buffer.from(csvLine(names));
  const textsOf = createParquetTexts(metadata);
  const plain = withoutDecimals(metadata);
  let first = 0;
  for (const { num_rows, total_byte_size } of metadata.row_groups) {
    if (Number(total_byte_size) > largestGroup)
      throw new Failure('BAD_INPUT', `${file.path} has row groups larger than 2 GiB; rewrite it with smaller row groups`);
    const end = first + Number(num_rows);
    for (; first < end; first = Math.min(end, first + rowsAtOnce)) {
      const rows = await readRows(file, plain, first, Math.min(end, first + rowsAtOnce));
      for (let at = 0; at < rows.length; at += rowsInChunk)
        yield Buffer.from(
          rows
            .slice(at, at + rowsInChunk)
            .map((row) => csvLine(textsOf(row)))
            .join(''),
        );
    }
  }
}

async function readRows(file: PackedFile, metadata: FileMetaData, rowStart: number, rowEnd: number): Promise<unknown[][]> {
  let rows: unknown[][] = [];
  await explained(file, () =>
    parquetRead({
      file: bufferOf(file),
      metadata,
      rowStart,
      rowEnd,
      compressors,
      utf8: false,
      geoparquet: false,
      useOffsetIndex: true,
      parsers: parquetParsers,
      rowFormat: 'array',
      onComplete: (read: unknown[][]) => {
        rows = read;
      },
    }),
  );
  if (rows.length !== rowEnd - rowStart) throw unreadable(file);
  return rows;
}

function bufferOf({ size, read }: PackedFile) {
  return {
    byteLength: size,
    slice: (from: number, to = size): ArrayBuffer => {
      const bytes = read(from, to - from);
      return new Uint8Array(bytes).buffer;
    },
  };
}

async function explained<Result>(file: PackedFile, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable({ path }: PackedFile, cause?: unknown): Failure {
  return new Failure(
    'BAD_INPUT',
    `${path} cannot be read as Parquet: it is damaged, encrypted, or packed in a way that Winnow does not know; write it again, or save it as CSV`,
    { cause },
  );
}
