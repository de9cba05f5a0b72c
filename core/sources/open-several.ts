import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { placeOf, positionOf } from '#core/contract/place.ts';
import { type Dialect, encodingNames } from '#core/contract/source.ts';
import type { DialectWishes } from './file/dialect-wishes.ts';
import { encodeText } from './file/encode.ts';
import { changed, type ReadSoFar } from './file/read-so-far.ts';
import { identityAt, type SourceFile } from './file/source-file.ts';
import { openFile } from './open-file.ts';
import type { RecordChunk, RecordSource } from './record.ts';
import type { OpenSource } from './sources.ts';

/** One of several files as it was when it was looked at. */
interface Part {
  readonly path: string;
  readonly size: number;
  readonly textSize: number;
  readonly identity: string;
  readonly dialect: Dialect;
  readonly headers: readonly string[];
  readonly head: Uint8Array;
  readonly headerProblem: RecordSource['headerProblem'];
}

/**
 * Opens several files of one shape as one source, one after the other. Throws a Failure (BAD_INPUT) that names the first whose columns, format
 * or encoding are not those of the first file; in JSON any record may have keys of its own.
 */
export async function openSeveral(
  name: string,
  paths: readonly string[],
  wishes: DialectWishes,
  known: Dialect | undefined,
  soFar: ReadSoFar,
): Promise<OpenSource> {
  const parts: Part[] = [];
  for (const path of paths) parts.push(await lookAt(path, parts[0], wishes));
  const [first] = parts;
  if (!first) throw new RangeError('there are no files');
  const dialect = known ?? first.dialect;
  const headers = dialect.format === 'csv' ? first.headers : [...new Set(parts.flatMap((part) => part.headers))];
  if (headers.length === 0) throw new Failure('BAD_INPUT', `the files of ${name} hold no records`);
  const sizeBefore = parts.map((_, place) => sum(parts.slice(0, place).map(({ size }) => size)));
  const textBefore = parts.map((_, place) => sum(parts.slice(0, place).map(({ textSize }) => textSize)));
  let open: { readonly file: SourceFile; readonly part: number } | undefined;

  async function* chunks(from?: { readonly offset: number; readonly line: number }): AsyncGenerator<RecordChunk> {
    const start = from && placeOf(from);
    for (const [index, part] of parts.entries()) {
      const { file, records } = await openFile(part.path, {}, { known: part.dialect, soFar, headers });
      open = { file, part: index };
      try {
        if (file.identity !== part.identity) throw changed(part.path);
        if (start && index < start.part) for await (const _ of file.chunks(Number.MAX_SAFE_INTEGER));
        else yield* placed(records.chunks(index === start?.part ? start : undefined), index, index < parts.length - 1, dialect);
        file.assertUnchanged();
      } finally {
        open = undefined;
        file.close();
      }
    }
  }

  return {
    file: {
      name,
      size: sum(parts.map(({ size }) => size)),
      parts: parts.map((part) => ({
        name: basename(part.path),
        path: part.path,
        size: part.size,
        reading: readingOf(part.dialect),
      })),
      identity: parts.map(({ path, identity }) => `${path} ${identity}`).join('\n'),
      textSize: async () => sum(parts.map(({ textSize }) => textSize)),
      textBefore: (position) => {
        const { part, offset } = placeOf(position);
        return (textBefore[part] ?? 0) + offset;
      },
      bytesRead: soFar.bytes,
      bytesGiven: () => (open ? (sizeBefore[open.part] ?? 0) + open.file.bytesGiven() : soFar.bytes()),
      digest: soFar.digest,
      assertUnchanged: () => {
        for (const { path, identity } of parts) if (identityAt(path) !== identity) throw changed(path);
        if (!soFar.hasReached()) throw changed(name);
      },
      close: () => open?.file.close(),
    },
    dialect,
    records: { headers, headerProblem: first.headerProblem, head: ended(first.head, dialect), chunks },
  };
}

/** The records of one of the files, with positions in the whole. */
async function* placed(
  chunks: AsyncGenerator<RecordChunk>,
  part: number,
  isFollowed: boolean,
  dialect: Dialect,
): AsyncGenerator<RecordChunk> {
  for await (const { records, bytes, next } of chunks)
    yield {
      bytes,
      next: positionOf({ part, ...next }),
      records: records.map((record) => ({
        ...record,
        ...positionOf({ part, offset: record.offset, line: record.line }),
        form: isFollowed && record.form ? ended(record.form, dialect) : record.form,
      })),
    };
}

/** Bytes of a text of lines, with the line end that the last line of a file may lack, because another file follows. */
function ended(bytes: Uint8Array, { format, newline, encoding }: Dialect): Uint8Array {
  const last = Buffer.from(bytes.subarray(-(isWide(encoding) ? 2 : 1)));
  const isEnded = ['\n', '\r'].some((end) => last.equals(encodeText(end, encoding)));
  return format !== 'csv' || bytes.length === 0 || isEnded ? bytes : Buffer.concat([bytes, encodeText(newline, encoding)]);
}

/** Whether the characters of an encoding take two bytes, so that text in ASCII is none in it. */
function isWide(encoding: Dialect['encoding']): boolean {
  return encoding.startsWith('utf-16');
}

/** How a file is read, for comparing: what spoke for it does not matter. */
function readingOf({ evidence: _, certainty: __, ...dialect }: Dialect): string {
  return createHash('sha256').update(JSON.stringify(dialect)).digest('hex').slice(0, 16);
}

async function lookAt(path: string, first: Part | undefined, wishes: DialectWishes): Promise<Part> {
  const { file, dialect, records } = await openFile(path, first ? { ...wishes, ...syntaxOf(first.dialect) } : wishes, {
    mayBeEmpty: true,
  });
  try {
    const { headers, head, headerProblem } = records;
    const part = {
      path,
      size: file.size,
      textSize: await file.textSize(),
      identity: file.identity,
      headers,
      head,
      headerProblem,
    };
    if (!first) return { ...part, dialect };
    const tellsEncoding = isWide(dialect.encoding) || isWide(first.dialect.encoding) || !isAscii(await file.sample(asciiSample));
    assertAlike(path, dialect, headers, first, tellsEncoding);
    const { newline, quotesAll, encoding } = first.dialect;
    return { ...part, dialect: { ...dialect, newline, quotesAll, encoding } };
  } finally {
    file.close();
  }
}

const asciiSample = 256 * 1024;

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 128);
}

function assertAlike(path: string, dialect: Dialect, headers: readonly string[], first: Part, tellsEncoding: boolean): void {
  const [one, other] = [basename(first.path), basename(path)];
  const because = (sentence: string): Failure => new Failure('BAD_INPUT', `the files are not of one shape: ${sentence}`);
  if (dialect.format !== first.dialect.format)
    throw because(`${other} is ${dialect.format.toUpperCase()}, ${one} is ${first.dialect.format.toUpperCase()}`);
  if (tellsEncoding && dialect.encoding !== first.dialect.encoding)
    throw because(
      `${other} looks like ${encodingNames[dialect.encoding]}, ${one} like ${encodingNames[first.dialect.encoding]}; name the encoding in the source if all have the same`,
    );
  if (dialect.format !== 'csv' || JSON.stringify(headers) === JSON.stringify(first.headers)) return;
  const missing = first.headers.filter((header) => !headers.includes(header));
  const extra = headers.filter((header) => !first.headers.includes(header));
  const named = (names: readonly string[]): string => names.slice(0, 5).join(', ').slice(0, 200);
  if (missing.length === 0 && extra.length === 0) throw because(`${other} has the columns of ${one} in another order`);
  throw because(
    [
      missing.length > 0 && `${other} lacks ${named(missing)}, which ${one} has`,
      extra.length > 0 && `${other} has ${named(extra)}, which ${one} lacks`,
    ]
      .filter(Boolean)
      .join('; '),
  );
}

/** What the first file says of how the others are read. */
function syntaxOf({ format, delimiter, quote, hasHeader }: Dialect): DialectWishes {
  return format === 'csv' ? { delimiter, quote, header: hasHeader } : {};
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
