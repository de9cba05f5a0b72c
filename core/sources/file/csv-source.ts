import { Failure } from '#core/contract/failure.ts';
import type { Dialect } from '#core/contract/source.ts';
import { largestRecord, mostColumns, type RecordChunk, type RecordProblem, type RecordSource } from '../record.ts';
import { splitPlain, splitQuoted } from './csv.ts';
import { type CsvReading, readBuffer } from './csv-buffer.ts';
import { createDecoder } from './encoding.ts';
import { firstLineEnd, lineEnd, scanRecord } from './scan.ts';
import type { SourceFile } from './source-file.ts';
import { utf8ToUtf16, utf16ToUtf8, utf16Units } from './utf16.ts';

/** Opens a CSV file in a dialect. Throws a Failure (BAD_INPUT) where there is no usable header. */
export async function openCsvSource(file: SourceFile, dialect: Dialect): Promise<RecordSource> {
  const isUtf16 = dialect.encoding === 'utf-16le' || dialect.encoding === 'utf-16be';
  const isBigEndian = dialect.encoding === 'utf-16be';
  const toText = (chunks: AsyncGenerator<Buffer>) => (isUtf16 ? utf16ToUtf8(chunks, isBigEndian) : chunks);
  const decode = createDecoder(dialect.encoding);
  const sourceLength = (bytes: Uint8Array): number => (isUtf16 ? utf16Units(bytes) * 2 : bytes.length);
  const sample = await file.sample(largestRecord * (isUtf16 ? 2 : 1));
  const text = Buffer.concat(await Array.fromAsync(toText(once(sample.subarray(dialect.bomLength)))));
  const head = readHead(text, dialect, decode, sample.length >= largestRecord);
  const headLength = dialect.bomLength + sourceLength(text.subarray(0, head.length));
  const reading: CsvReading = {
    dialect,
    decode,
    sourceLength,
    expected: head.headers.length,
    toSource: (bytes) => (isUtf16 ? utf8ToUtf16(bytes, isBigEndian) : bytes),
  };

  return {
    headers: head.headers,
    headerProblem: head.problem,
    head: new Uint8Array(sample.subarray(0, headLength)),
    chunks: async function* (from = { offset: headLength, line: head.lines + 1 }) {
      let next = from;
      let rest: Buffer = Buffer.alloc(0);
      let isSkipping = false;
      const take = function* (buffer: Buffer, isLast: boolean): Generator<RecordChunk> {
        rest = buffer;
        for (;;) {
          const end = yield* readBuffer(rest, next, reading, isLast, isSkipping);
          ({ next, isSkipping } = end);
          rest = rest.subarray(end.consumed);
          if (end.consumed === 0 || rest.length === 0) return;
        }
      };
      for await (const chunk of toText(file.chunks(from.offset)))
        yield* take(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]), false);
      if (rest.length > 0) yield* take(rest, true);
    },
  };
}

/** The header of a text: its cells, and the bytes and lines it takes with all that stands before it. */
function readHead(
  text: Buffer,
  dialect: Dialect,
  decode: (bytes: Buffer) => string | undefined,
  mayContinue: boolean,
): {
  readonly headers: readonly string[];
  readonly length: number;
  readonly lines: number;
  readonly problem?: RecordProblem | undefined;
} {
  const bytes = text.toString('latin1');
  let position = 0;
  let lines = 0;
  while (lines < dialect.skipLines && position < bytes.length) {
    const end = firstLineEnd(bytes, position);
    position = end < 0 ? bytes.length : (lineEnd(bytes, end, true) ?? bytes.length);
    lines++;
  }
  const span = scanRecord(bytes, position, dialect, largestRecord, !mayContinue);
  if (!span || span.problem === 'oversized-record') {
    throw new Failure(
      'BAD_INPUT',
      `the first line is longer than ${largestRecord / 1024 / 1024} MiB, so there is no header to read; is this a CSV file?`,
    );
  }
  if (span.cells > mostColumns) {
    throw new Failure(
      'BAD_INPUT',
      `the file has ${span.cells.toLocaleString('en')} columns; Winnow takes at most ${mostColumns.toLocaleString('en')}. Split it by columns first`,
    );
  }
  if (!dialect.hasHeader) {
    return { headers: Array.from({ length: span.cells }, (_, index) => `column_${index + 1}`), length: position, lines };
  }
  const record = decode(text.subarray(position, span.end));
  if (record === undefined)
    throw new Failure('BAD_INPUT', 'the header is not text in the encoding of the file; name the encoding in the source');
  const headers = span.isQuoted && !span.problem ? (splitQuoted([record], dialect)[0] ?? []) : splitPlain(record, dialect);
  const problem: RecordProblem | undefined = span.problem && {
    rule: span.problem,
    reason: `the header line has ${span.problem === 'stray-quote' ? 'text after a closing quote' : 'a quote that is never closed'}, so a column may be named wrongly; correct the line or name the columns in the pipeline`,
  };
  return { headers, length: span.next, lines: lines + span.lines, problem };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
