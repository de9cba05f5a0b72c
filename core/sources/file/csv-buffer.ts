import { isAscii } from 'node:buffer';
import { type Dialect, encodingNames } from '#core/contract/source.ts';
import { largestRecord, type RecordChunk, type RecordProblem, type ResumePoint, type SourceRecord } from '../record.ts';
import { joinCells, splitPlain, splitQuoted } from './csv.ts';
import { firstLineEnd, lineEnd, type Span, scanRecord } from './scan.ts';
import { utf8ToUtf16 } from './utf16.ts';

/** Records that exist at a time: their cells are many small strings, which cost most where they live longest. */
const mostRecords = 250;

/** How much of an oversized record is kept. */
const keptOfOversized = 64 * 1024;
const highBytes = /[\x80-\xff]/;
const beyondAscii = /[^\x00-\x7f]/;
/** Encodings in which the same text can be written with other bytes. */
const manyWays: ReadonlySet<string> = new Set(['shift_jis', 'euc-jp', 'euc-kr', 'big5', 'gb18030']);

/** Characters that JSON must escape, line ends aside: those end records. A tab may delimit. */
const escapedInJson = /["\\\x00-\x08\x09\x0b\x0c\x0e-\x1f]/;
const escapedBesideTabs = /["\\\x00-\x08\x0b\x0c\x0e-\x1f]/;

/** What reading a buffer of a CSV file depends on. */
export interface CsvReading {
  readonly dialect: Dialect;
  /** Cells that a record must have. */
  readonly expected: number;
  /** The text of some bytes; undefined where they are no text in the encoding. */
  readonly decode: (bytes: Buffer) => string | undefined;
  /** Bytes as they stand in the file, and how many they are there. */
  readonly toSource: (bytes: Uint8Array) => Uint8Array;
  readonly sourceLength: (bytes: Uint8Array) => number;
}

/** How much of a buffer was taken, and where reading goes on. */
export interface BufferEnd {
  readonly consumed: number;
  readonly next: ResumePoint;
  /** Whether the buffer ended inside an oversized record, the rest of which is to be passed over. */
  readonly isSkipping: boolean;
}

type Draft = { -readonly [Key in keyof SourceRecord]: SourceRecord[Key] };

/**
 * Reads all whole records in a buffer that begins at a record, few at a time. Structure is found in its bytes read as Latin-1,
 * where delimiters, quotes and line ends are the same in every encoding; only then are the bytes of a record decoded.
 */
export function* readBuffer(
  buffer: Buffer,
  at: ResumePoint,
  reading: CsvReading,
  isLast: boolean,
  wasSkipping: boolean,
): Generator<RecordChunk, BufferEnd> {
  const { dialect, expected } = reading;
  const text = buffer.toString('latin1');
  const spanAt = createSpans(text, reading, isLast);
  const isAsciiText = isAscii(buffer);
  const escaped = dialect.delimiter === '\t' ? escapedBesideTabs : escapedInJson;
  const isSimpleText = isAsciiText && !escaped.test(text);
  const hasOneWay = !manyWays.has(dialect.encoding);
  const keepsBytes = dialect.encoding === 'utf-8' || dialect.encoding === 'windows-1252';
  let records: Draft[] = [];
  let quoted: { readonly draft: Draft; readonly text: string; readonly from: number; readonly to: number }[] = [];
  let { line, offset } = at;
  let position = 0;
  let isSkipping = false;

  const textOf = (from: number, to: number): string | undefined => {
    const bytes = text.slice(from, to);
    return isAsciiText || !highBytes.test(bytes) ? bytes : reading.decode(buffer.subarray(from, to));
  };
  const formOf = (from: number, to: number): Uint8Array => reading.toSource(buffer.subarray(from, to));

  if (wasSkipping) {
    const end = firstLineEnd(text, 0);
    const next = end < 0 ? text.length : lineEnd(text, end, isLast);
    if (next === undefined) return { consumed: 0, next: at, isSkipping: true };
    offset += reading.sourceLength(buffer.subarray(0, next));
    if (end < 0) return { consumed: next, next: { offset, line }, isSkipping: true };
    line++;
    position = next;
  }

  while (position < text.length) {
    const span = spanAt(position);
    if (!span) break;
    const draft: Draft = { cells: [], line, offset, problem: undefined, form: undefined, blankLines: 0, from: -1, to: -1 };
    records.push(draft);
    const { next, lines } = isBlank(text, position, span.end, dialect.delimiter)
      ? takeBlank(draft, span)
      : takeRecord(draft, span);
    isSkipping = span.problem === 'oversized-record' && span.lines === 0 && !isLast;
    offset += keepsBytes ? next - position : reading.sourceLength(buffer.subarray(position, next));
    line += lines;
    position = next;
    if (records.length === mostRecords) yield takeChunk();
  }
  if (records.length > 0) yield takeChunk();
  return { consumed: position, next: { offset, line }, isSkipping };

  function takeChunk(): RecordChunk {
    const rows = splitQuoted(
      quoted.map((entry) => entry.text),
      dialect,
    );
    for (const [index, { draft, text: record, from, to }] of quoted.entries()) {
      draft.cells = rows[index] ?? [];
      if (draft.form === undefined && joinCells(draft.cells, dialect, dialect.quotesAll) !== record)
        draft.form = formOf(from, to);
    }
    const chunk = { records, bytes: buffer, next: { offset, line } };
    records = [];
    quoted = [];
    return chunk;
  }

  /** Blank lines that follow each other are one entry. */
  function takeBlank(draft: Draft, first: FoundSpan): { readonly next: number; readonly lines: number } {
    let { next, lines } = first;
    draft.blankLines = 1;
    while (next < text.length) {
      const more = spanAt(next);
      if (!more || !isBlank(text, next, more.end, dialect.delimiter)) break;
      draft.blankLines++;
      ({ next } = more);
      lines += more.lines;
    }
    draft.form = formOf(position, next);
    return { next, lines };
  }

  function takeRecord(draft: Draft, span: FoundSpan): { readonly next: number; readonly lines: number } {
    const isOversized = span.problem === 'oversized-record';
    const isQuoted = span.isQuoted && !span.problem;
    const record = isOversized ? undefined : textOf(position, span.end);
    if (record !== undefined && isQuoted) quoted.push({ draft, text: record, from: position, to: span.next });
    else if (record !== undefined) draft.cells = splitPlain(record, dialect);
    draft.problem = problemOf(span, record, span.cells ?? draft.cells.length, line, () =>
      undecodable(buffer, position, span.end, offset, reading),
    );
    // Some encodings write one text in several ways.
    const isOneWay = hasOneWay || record === undefined || !beyondAscii.test(record);
    if (draft.problem || span.isOdd || !isOneWay || text.slice(span.end, span.next) !== dialect.newline) {
      draft.form = formOf(position, isOversized ? Math.min(span.next, position + keptOfOversized) : span.next);
    } else if (!isQuoted && record !== undefined && keepsBytes && isPlain(record)) {
      draft.from = position;
      draft.to = span.next;
    }
    return span;
  }

  function isPlain(record: string): boolean {
    if (isSimpleText) return true;
    return !escaped.test(record) && (dialect.encoding === 'utf-8' || !beyondAscii.test(record));
  }

  function problemOf(
    span: FoundSpan,
    record: string | undefined,
    count: number,
    lineNo: number,
    explain: () => string,
  ): RecordProblem | undefined {
    if (span.problem) return { rule: span.problem, reason: explanations[span.problem](lineNo) };
    if (record === undefined) return { rule: 'undecodable-bytes', reason: explain() };
    if (count === expected) return undefined;
    const cells = count === 1 ? '1 cell' : `${count} cells`;
    return {
      rule: 'ragged-record',
      reason: `the record has ${cells}, the header has ${expected === 1 ? '1 column' : `${expected} columns`}`,
    };
  }
}

const explanations: Readonly<Record<NonNullable<Span['problem']>, (line: number) => string>> = {
  'unterminated-quote': (line) => `a quote opens on line ${line} and does not close`,
  'stray-quote': (line) => `on line ${line} text follows a closing quote; inside quotes a quote is written twice`,
  'oversized-record': (line) => `the record that begins on line ${line} is longer than ${largestRecord / 1024 / 1024} MiB`,
};

/** A record's span, and whether its quoting is not as Winnow would write it; a plain record's cells are not counted yet. */
interface FoundSpan extends Omit<Span, 'cells'> {
  readonly cells: number | undefined;
  readonly isOdd: boolean;
}

/** Finds spans one behind the other; a record without quotes is found by its line end alone. */
function createSpans(
  text: string,
  { dialect, expected }: CsvReading,
  isLast: boolean,
): (position: number) => FoundSpan | undefined {
  const nextQuote = createSeek(text, dialect.quote);
  const nextLineFeed = createSeek(text, '\n');
  const nextReturn = createSeek(text, '\r');
  return (position) => {
    const end = Math.min(nextLineFeed(position), nextReturn(position));
    const hasQuote = nextQuote(position) < end;
    if (hasQuote || end - position > largestRecord) {
      const span = scanRecord(text, position, dialect, largestRecord, isLast);
      if (!span) return undefined;
      const repaired =
        span.cells !== expected && span.lines > 1 && !span.problem ? firstLineOf(text, position, dialect, expected) : undefined;
      return { ...(repaired ?? span), isOdd: !span.isQuoted };
    }
    if (end === text.length && !isLast) return undefined;
    const next = end === text.length ? end : lineEnd(text, end, isLast);
    if (next === undefined) return undefined;
    return { end, next, lines: next > end ? 1 : 0, cells: undefined, isQuoted: false, isOdd: dialect.quotesAll };
  };
}

/** Positions of a character: each call gives the first at or behind a position that never goes back. */
function createSeek(text: string, character: string): (position: number) => number {
  let found = -1;
  return (position) => {
    if (found < position) {
      const index = text.indexOf(character, position);
      found = index < 0 ? text.length : index;
    }
    return found;
  };
}

/**
 * A ragged record over several lines may be a stray quote that swallowed its neighbours: where its second line alone
 * would be a whole record, only the first line is broken.
 */
function firstLineOf(text: string, start: number, dialect: Dialect, expected: number): Span | undefined {
  const end = firstLineEnd(text, start);
  const next = lineEnd(text, end, true);
  if (next === undefined || expected < 2) return undefined;
  const second = text.slice(next, firstLineEnd(text, next) < 0 ? text.length : firstLineEnd(text, next));
  const alone = scanRecord(second, 0, dialect, largestRecord, true);
  if (alone?.problem || alone?.cells !== expected) return undefined;
  return { end, next, lines: 1, cells: 1, isQuoted: true, problem: 'unterminated-quote' };
}

/** Whether a line holds nothing: no character, or spaces (tabs too, where they do not delimit), or the end mark Ctrl-Z. */
function isBlank(text: string, from: number, to: number, delimiter: string): boolean {
  for (let position = from; position < to; position++) {
    const code = text.charCodeAt(position);
    if (code !== 32 && code !== 26 && !(code === 9 && delimiter !== '\t')) return false;
  }
  return true;
}

function undecodable(buffer: Buffer, from: number, to: number, offset: number, { decode, dialect }: CsvReading): string {
  let start = from;
  let end = to;
  while (end - start > 8) {
    const middle = (start + end) >> 1;
    if (decode(buffer.subarray(start, middle)) === undefined) end = middle;
    else start = middle;
  }
  const found = buffer.subarray(start, Math.min(end, start + 8)).filter((byte) => byte >= 0x80);
  // UTF-16 is read as UTF-8: what is told is what stands in the file.
  const bytes = dialect.encoding.startsWith('utf-16') ? utf8ToUtf16(found, dialect.encoding === 'utf-16be') : found;
  return `near byte ${offset + start - from} the bytes ${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')} are not text in ${encodingNames[dialect.encoding]}`;
}
