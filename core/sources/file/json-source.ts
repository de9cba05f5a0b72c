import { Failure } from '#core/contract/failure.ts';
import type { Dialect } from '#core/contract/source.ts';
import type { StructureProblem } from '../record.ts';
import {
  largestRecord,
  mostColumns,
  type RecordChunk,
  type RecordSource,
  type ResumePoint,
  type SourceRecord,
} from '../record.ts';
import { createDecoder } from './encoding.ts';
import { isPlainKey, readFlatCells, readFlatObject } from './flat-json.ts';
import { type JsonCells, parseRecord, readJsonRecord, repeatedKey } from './json-cells.ts';
import { createJsonTail, jsonLists } from './json-lists.ts';
import { type JsonSpan, nextJsonLine, nextJsonValue } from './json-scan.ts';
import type { SourceFile } from './source-file.ts';
import { utf8ToUtf16, utf16ToUtf8, utf16Units } from './utf16.ts';

const sampledRecords = 10_000;

const unreadable: StructureProblem = 'unreadable-json';

/**
 * Opens a JSON file (an array of objects) or an NDJSON file (one object a line). The columns are those given, or the keys of its first 2 MiB in order
 * of appearance; a later record with another key is an exception. Throws a Failure (BAD_INPUT) without records.
 */
export async function openJsonSource(
  file: SourceFile,
  dialect: Dialect,
  {
    headers: given,
    mayBeEmpty = false,
  }: { readonly headers?: readonly string[] | undefined; readonly mayBeEmpty?: boolean } = {},
): Promise<RecordSource> {
  const isUtf16 = dialect.encoding === 'utf-16le' || dialect.encoding === 'utf-16be';
  const isBigEndian = dialect.encoding === 'utf-16be';
  const toText = (chunks: AsyncGenerator<Buffer>) => (isUtf16 ? utf16ToUtf8(chunks, isBigEndian) : chunks);
  const decode = createDecoder(dialect.encoding);
  const sourceLength = (bytes: Uint8Array): number => (isUtf16 ? utf16Units(bytes) * 2 : bytes.length);
  const toSource = (bytes: Uint8Array): Uint8Array => (isUtf16 ? utf8ToUtf16(bytes, isBigEndian) : bytes);
  const next = dialect.format === 'ndjson' ? nextJsonLine : nextJsonValue;

  const sample = await file.sample(largestRecord * (isUtf16 ? 2 : 1));
  const text = Buffer.concat(await Array.fromAsync(toText(once(sample.subarray(dialect.bomLength)))));
  const start = dialect.records === undefined ? 0 : listStart(text, file.name, dialect.records, decode);
  const headers = given ?? headersOf(text.subarray(start), next, sample.length < largestRecord, decode);
  if (headers.length === 0 && !mayBeEmpty) {
    throw new Failure(
      'BAD_INPUT',
      `${file.name} holds no records: it must be ${dialect.format === 'json' ? 'an array of objects' : 'one object a line'}`,
    );
  }
  if (headers.length > mostColumns)
    throw new Failure('BAD_INPUT', `the records have ${headers.length} keys; Winnow takes at most ${mostColumns} columns`);
  const format = {
    headers,
    known: new Set(headers),
    objects: objectsIn(headers),
    isPlainKeys: headers.every(isPlainKey),
    decode,
    toSource,
  };
  const isArray = dialect.format === 'json' && /^\s*\[/.test(text.subarray(start).toString('latin1'));
  const first = {
    offset: dialect.bomLength + sourceLength(text.subarray(0, start)),
    line: text.subarray(0, start).toString('latin1').split('\n').length,
  };

  return {
    headers,
    head: new Uint8Array(sample.subarray(0, first.offset)),
    chunks: (from = first) => jsonChunks(file, dialect, { ...format, toText, sourceLength, next, first, isArray }, from),
  };
}

/** How the text of a file is divided into records. */
interface JsonReading extends JsonFormat {
  /** The bytes as UTF-8. */
  readonly toText: (chunks: AsyncGenerator<Buffer>) => AsyncGenerator<Buffer>;
  /** How many bytes of the file some bytes of its text are. */
  readonly sourceLength: (bytes: Uint8Array) => number;
  readonly next: typeof nextJsonValue;
  /** Where the first record may begin. */
  readonly first: ResumePoint;
  readonly isArray: boolean;
}

async function* jsonChunks(
  file: SourceFile,
  dialect: Dialect,
  reading: JsonReading,
  from: ResumePoint,
): AsyncGenerator<RecordChunk> {
  const { toText, sourceLength, next, first, isArray } = reading;
  let { offset, line } = from;
  let rest: Buffer = Buffer.alloc(0);
  // Reading goes on only where a record begins.
  let isOpen = from.offset > first.offset;
  // Behind a list within a document comes the rest of it, which holds no records.
  let isDone = false;
  const tail = createJsonTail((dialect.records ?? '').split('.').length - 1);
  let isClosed = false;
  let isLastWhole = true;
  const take = (buffer: Buffer, isLast: boolean) => {
    const bytes = buffer.toString('latin1');
    const records: SourceRecord[] = [];
    let position = 0;
    for (;;) {
      const span = next(bytes, position, isLast, isOpen);
      if (!span) break;
      isOpen = span.isOpen;
      isClosed ||= span.closes;
      isDone = isClosed && dialect.records !== undefined;
      if (isDone) {
        tail.take(bytes.slice(span.from));
        break;
      }
      const at = { line: line + span.linesBefore, offset: offset + sourceLength(buffer.subarray(position, span.from)) };
      if (span.to > span.from) records.push(recordOf(buffer.subarray(span.from, span.to), at, isClosed, reading));
      offset += sourceLength(buffer.subarray(position, span.next));
      line += span.lines;
      position = span.next;
      if (position >= buffer.length) break;
    }
    rest = isDone ? Buffer.alloc(0) : buffer.subarray(position);
    if (records.length > 0) isLastWhole = records.at(-1)?.problem?.rule !== unreadable;
    return { records, bytes: buffer, next: { offset, line } };
  };
  for await (const chunk of toText(file.chunks(from.offset))) {
    if (isDone) {
      tail.take(chunk.toString('latin1'));
      continue;
    }
    const found = take(rest.length === 0 ? chunk : Buffer.concat([rest, chunk]), false);
    if (found.records.length > 0) yield found;
  }
  if (rest.length > 0) yield take(rest, true);
  const left = isDone ? tail.problem() : undefined;
  if (left === 'another') yield { records: [another({ line, offset })], bytes: Buffer.alloc(0), next: { offset, line } };
  if (isArray && (left === 'open' || (!isClosed && isLastWhole)))
    yield { records: [cutOff({ line, offset })], bytes: Buffer.alloc(0), next: { offset, line } };
}

/** What stands for whatever follows a document, in which no records are looked for. */
function another(at: { readonly line: number; readonly offset: number }): SourceRecord {
  const reason = `after line ${at.line} another document follows the one with the records; divide the file, or make a list of the documents`;
  const problem = { rule: unreadable, reason };
  return { ...at, blankLines: 0, from: -1, to: -1, form: new Uint8Array(0), cells: [''], problem };
}

/** What stands for the end of an array that is missing. */
function cutOff(at: { readonly line: number; readonly offset: number }): SourceRecord {
  const reason = `on line ${at.line} the file ends, and the list of records is never closed: it may have been cut off`;
  const problem = { rule: unreadable, reason };
  return { ...at, blankLines: 0, from: -1, to: -1, form: new Uint8Array(0), cells: [''], problem };
}

/** What the records of a file have in common. */
interface JsonFormat {
  readonly headers: readonly string[];
  readonly known: ReadonlySet<string>;
  /** The objects whose values are columns. */
  readonly objects: ReadonlySet<string>;
  /** Whether the keys stand in the text as they are, without escapes. */
  readonly isPlainKeys: boolean;
  readonly decode: (bytes: Buffer) => string | undefined;
  readonly toSource: (bytes: Uint8Array) => Uint8Array;
}

/** The record that some bytes are; a broken one where they stand behind the end of the list. */
function recordOf(
  bytes: Buffer,
  at: { readonly line: number; readonly offset: number },
  isBehindEnd: boolean,
  { headers, known, objects, isPlainKeys, decode, toSource }: JsonFormat,
): SourceRecord {
  const base = { ...at, blankLines: 0, from: -1, to: -1, form: toSource(bytes) };
  if (bytes.length > largestRecord) {
    const reason = `the record that begins on line ${at.line} is longer than ${largestRecord / 1024 / 1024} MiB`;
    return { ...base, form: toSource(bytes.subarray(0, 64 * 1024)), cells: [], problem: { rule: 'oversized-record', reason } };
  }
  const text = decode(bytes);
  if (text === undefined)
    return {
      ...base,
      cells: [],
      problem: { rule: 'undecodable-bytes', reason: `the record at byte ${at.offset} is not text in the encoding of the file` },
    };
  const inOrder = isPlainKeys && !isBehindEnd ? readFlatCells(text, headers) : undefined;
  if (inOrder && text.isWellFormed()) return { ...base, cells: inOrder, problem: undefined };
  const flat = isBehindEnd ? undefined : readFlatObject(text);
  const cells = isBehindEnd ? undefined : (flat ?? parseRecord(text));
  if (!cells) {
    const what = isBehindEnd ? 'there is something after the end of the list' : 'there is no JSON object';
    const problem = { rule: unreadable, reason: `on line ${at.line} ${what}: ${text.slice(0, 60)}` };
    return { ...base, cells: [text], problem };
  }
  const half = flat && text.isWellFormed() ? undefined : halfCharacterIn(cells);
  if (half !== undefined)
    return {
      ...base,
      cells: [],
      problem: {
        rule: 'undecodable-bytes',
        reason: `the record at byte ${at.offset} holds half a character in "${half.toWellFormed().slice(0, 60)}": a surrogate without its other`,
      },
    };
  const extra = cells.entries().find(([key, cell]) => !known.has(key) && !(isNothing(cell) && objects.has(key)))?.[0];
  const twice = flat ? undefined : repeatedKey(text);
  const reason =
    extra !== undefined
      ? `the record has a key "${extra.slice(0, 60)}" that the first records do not have`
      : twice !== undefined && `the record has the key "${twice.slice(0, 60)}" twice, with two values`;
  const problem = reason ? { rule: 'ragged-record' as const, reason } : undefined;
  return { ...base, cells: headers.map((header) => cells.get(header) ?? ''), problem };
}

/** The objects whose values are cells: `a` and `a.b` for `a.b.c`. */
function objectsIn(headers: readonly string[]): ReadonlySet<string> {
  const places = headers.flatMap((header) => [...header.matchAll(/\./g)].map(({ index }) => header.slice(0, index)));
  return new Set(places);
}

/** Whether a cell is that of an object without values. */
function isNothing(cell: string): boolean {
  return cell === '' || cell === '{}';
}

/** The key of a cell with half a surrogate pair in it or its key; undefined where there is none. */
function halfCharacterIn(cells: JsonCells): string | undefined {
  return cells.entries().find(([key, cell]) => !key.isWellFormed() || !cell.isWellFormed())?.[0];
}

/** Where the list of records begins in a document. Throws a Failure (BAD_INPUT) where it is not in its first 2 MiB. */
function listStart(text: Buffer, name: string, path: string, decode: (bytes: Buffer) => string | undefined): number {
  // Offsets are those of bytes: each is a character here.
  const list = jsonLists(text.toString('latin1'), decode).find((candidate) => candidate.path === path);
  if (list) return list.at;
  throw new Failure('BAD_INPUT', `${name} has no list of objects at ${path} in its first 2 MiB`);
}

function headersOf(
  text: Buffer,
  next: (bytes: string, position: number, isLast: boolean, isOpen: boolean) => JsonSpan | undefined,
  isWhole: boolean,
  decode: (bytes: Buffer) => string | undefined,
): readonly string[] {
  const bytes = text.toString('latin1');
  const headers = new Set<string>();
  const filled = new Set<string>();
  for (let position = 0, count = 0, isOpen = false; position < bytes.length && count < sampledRecords; count++) {
    const span = next(bytes, position, isWhole, isOpen);
    if (!span) break;
    isOpen = span.isOpen;
    // What stands behind the end of the list names no columns.
    if (span.closes) break;
    const record = readJsonRecord(decode(text.subarray(span.from, span.to)) ?? '');
    for (const [key, cell] of record ?? []) {
      headers.add(key);
      if (!isNothing(cell)) filled.add(key);
    }
    position = span.next;
  }
  const objects = objectsIn([...headers]);
  // An object without values is no column where the values of others are.
  return [...headers].filter((header) => filled.has(header) || !objects.has(header));
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
