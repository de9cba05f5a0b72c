import { Failure } from '#core/contract/failure.ts';
import { type Certainty, type Dialect, type Encoding, encodingNames } from '#core/contract/source.ts';
import { largestRecord } from '../record.ts';
import { splitPlain, splitQuoted } from './csv.ts';
import type { DialectWishes } from './dialect-wishes.ts';
import { createDecoder } from './encoding.ts';
import { scanRecord } from './scan.ts';

/** Encodings whose characters of several bytes hold bytes of ASCII digits, letters and signs. */
const mixed: ReadonlySet<Encoding> = new Set(['shift_jis', 'big5', 'euc-kr', 'gb18030']);
/** Whether a character never stands for a part of another one in an encoding. */
const isSafeMark = (mark: string, encoding: Encoding): boolean => !mixed.has(encoding) || mark < '0';

const delimiters = [',', ';', '\t', '|'] as const;
const delimiterNames: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'vertical bar' };
const sampledRecords = 500;

/** The rows that a sample has in one syntax, with the preamble before them told apart. */
interface Reading {
  readonly delimiter: string;
  readonly quote: string;
  readonly rows: readonly Row[];
  readonly width: number;
  readonly agreement: number;
}

interface Row {
  readonly cells: number;
  readonly isQuoted: boolean;
  readonly isBroken: boolean;
  readonly from: number;
  readonly to: number;
  readonly lines: number;
  readonly ending: string;
}

/** The line by which a file tells Excel its separator. */
const saysDelimiter = /^sep=([\x20-\x7e\t])(?:\r\n?|\n)/i;

/**
 * Finds how a sample of text divides into records and cells. Throws a Failure (BAD_INPUT) for marks that its encoding uses inside of characters.
 */
export function findSyntax(bytes: Buffer, encoding: Encoding, said: DialectWishes, isWhole: boolean, encodingEvidence: string) {
  const text = bytes.toString('latin1');
  const [, ownDelimiter] = saysDelimiter.exec(text) ?? [];
  const wishes =
    ownDelimiter === undefined ? said : { ...said, delimiter: said.delimiter ?? ownDelimiter, skip_lines: said.skip_lines ?? 1 };
  const quotes = wishes.quote
    ? [wishes.quote]
    : text.includes('"') || !/(^|[,;\t|\n])'[^'\n]*'([,;\t|]|\r?\n)/.test(text)
      ? ['"']
      : ["'"];
  for (const mark of [wishes.delimiter, wishes.quote])
    if (mark !== undefined && !isSafeMark(mark, encoding))
      throw new Failure(
        'BAD_INPUT',
        `${encodingNames[encoding]} uses the byte of ${mark} inside of characters, so it cannot divide or quote cells; convert the file to UTF-8 first`,
      );
  const possible = delimiters.filter((delimiter) => isSafeMark(delimiter, encoding));
  const candidates = (wishes.delimiter ? [wishes.delimiter] : possible).flatMap((delimiter) =>
    quotes.map((quote) => readAs(text, delimiter, quote, isWhole)),
  );
  for (const { delimiter } of candidates) {
    if (delimiter.charCodeAt(0) > 127)
      throw new Failure('BAD_INPUT', `the delimiter ${delimiter} is not an ASCII character; convert the file to commas first`);
  }
  const best = candidates.reduce((a, b) => (scoreOf(b) > scoreOf(a) ? b : a));
  const second = Math.max(0, ...candidates.filter((other) => other !== best).map(scoreOf));
  const skipLines = wishes.skip_lines ?? preambleOf(best);
  const rows = rowsBehind(best, skipLines);
  const decode = createDecoder(encoding);
  const cells = rows.slice(0, 100).map((row) => cellsOf(row, bytes, decode, best));
  const header = wishes.header ?? looksLikeHeader(cells);
  const newline = mostCommon(rows.map(({ ending }) => ending).filter((ending) => ending !== '')) ?? '\n';
  const quotesAll =
    rows.length > 0 && rows.slice(1).every((row) => isAllQuoted(bytes.toString('latin1', row.from, row.to), best));
  const name = delimiterNames[best.delimiter] ?? best.delimiter;
  return {
    delimiter: best.delimiter,
    quote: best.quote,
    hasHeader: header,
    skipLines,
    newline,
    quotesAll,
    certainty: wishes.delimiter === undefined ? certaintyOf(best, second) : ('said' as const),
    evidence: [
      evidence('encoding', encodingEvidence),
      evidence(
        'delimiter',
        best.width > 1
          ? `${name}: ${Math.round(best.agreement * 100)} % of ${best.rows.length} sampled records have ${best.width} cells`
          : 'one column: no delimiter divides all records in the same way',
      ),
      ...(ownDelimiter !== undefined ? [evidence('delimiter', `the first line names the separator: sep=${ownDelimiter}`)] : []),
      ...(skipLines > 0 && ownDelimiter === undefined
        ? [evidence('preamble', `${skipLines} line${skipLines === 1 ? '' : 's'} before the header look like a title`)]
        : []),
      evidence('header', header ? 'a header: the first record names columns' : 'no header: the first record looks like data'),
      ...(new Set(rows.map(({ ending }) => ending).filter((ending) => ending !== '')).size > 1
        ? [evidence('newline', 'line ends are mixed')]
        : []),
    ],
  };
}

/** A sentence about one thing that was found out. */
export function evidence(about: Dialect['evidence'][number]['about'], sentence: string): Dialect['evidence'][number] {
  return { about, sentence };
}

function readAs(text: string, delimiter: string, quote: string, isWhole: boolean): Reading {
  const rows: Row[] = [];
  for (let position = 0; position < text.length && rows.length < sampledRecords; ) {
    const span = scanRecord(text, position, { delimiter, quote }, largestRecord, isWhole);
    if (!span) break;
    rows.push({
      cells: span.end === position ? 0 : span.cells,
      isQuoted: span.isQuoted && !span.problem,
      isBroken: span.problem !== undefined,
      from: position,
      to: span.end,
      lines: span.lines,
      ending: text.slice(span.end, span.next),
    });
    position = span.next;
  }
  const filled = rows.filter(({ cells }) => cells > 0);
  const width = mostCommon(filled.map(({ cells }) => cells)) ?? 1;
  return {
    delimiter,
    quote,
    rows,
    width,
    agreement: filled.length === 0 ? 0 : filled.filter(({ cells }) => cells === width).length / filled.length,
  };
}

/** Regular records count most, then their width; a delimiter that gives one column explains nothing. */
function scoreOf({ width, agreement }: Reading): number {
  return width < 2 ? 0 : agreement ** 2 * (1 + Math.log2(width) / 10);
}

/** A delimiter is certain where all records of some number agree, and no other divides them nearly as well. */
function certaintyOf(best: Reading, second: number): Certainty {
  const { agreement, rows, width } = best;
  if (width < 2) return second === 0 && rows.every(({ cells }) => cells < 2) ? 'likely' : 'guess';
  if (agreement >= 0.99 && rows.length >= 3 && second < 0.5 * scoreOf(best)) return 'certain';
  return agreement >= 0.8 && second < 0.9 * scoreOf(best) ? 'likely' : 'guess';
}

/** Lines before the first record as wide as most: titles and notes, if wide records follow at once. */
function preambleOf({ rows, width }: Reading): number {
  const first = rows.findIndex(({ cells }) => cells === width);
  const isTitle =
    first > 0 &&
    first <= 20 &&
    width > 1 &&
    rows[first + 1]?.cells === width &&
    rows.slice(0, first).every(({ cells, isBroken }) => cells < width && !isBroken);
  const leading = rows.findIndex(({ cells }) => cells > 0);
  return rows.slice(0, isTitle ? first : Math.max(leading, 0)).reduce((lines, row) => lines + row.lines, 0);
}

function rowsBehind({ rows }: Reading, skipLines: number): readonly Row[] {
  let lines = 0;
  const first = rows.findIndex((row) => {
    if (lines >= skipLines) return true;
    lines += row.lines;
    return false;
  });
  return first < 0 ? [] : rows.slice(first).filter(({ cells }) => cells > 0);
}

function cellsOf(row: Row, bytes: Buffer, decode: (bytes: Buffer) => string | undefined, syntax: Reading): readonly string[] {
  const record = decode(bytes.subarray(row.from, row.to)) ?? bytes.toString('latin1', row.from, row.to);
  return row.isQuoted ? (splitQuoted([record], syntax)[0] ?? []) : splitPlain(record, syntax);
}

const dataLike = /^[-+(]?[$€£₹]?\s?\d[\d.,:/\s-]*\)?%?$/;

/** A header names its columns: no cell looks like a number or date, or some column's body does where its head does not. */
function looksLikeHeader(rows: readonly (readonly string[])[]): boolean {
  const [first = [], ...body] = rows;
  if (first.some((cell) => dataLike.test(cell.trim()))) return false;
  if (body.length === 0) return true;
  const filled = first.filter((cell) => cell.trim() !== '');
  if (filled.length === 0) return false;
  const hasTypedColumn = first.some((_, column) => {
    const cells = body.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.filter((cell) => dataLike.test(cell)).length > cells.length * 0.6;
  });
  if (hasTypedColumn) return true;
  // All text: a first record whose values come again further down is data like the others.
  const repeats = first.filter((cell, column) => cell !== '' && body.filter((row) => row[column] === cell).length > 0).length;
  return repeats * 2 <= filled.length;
}

function isAllQuoted(record: string, { delimiter, quote }: Reading): boolean {
  if (!record.startsWith(quote) || !record.endsWith(quote)) return false;
  return (
    splitPlain(record, { delimiter, quote }).length === 1 ||
    record.split(`${quote}${delimiter}${quote}`).length === splitQuotedCount(record, delimiter, quote)
  );
}

function splitQuotedCount(record: string, delimiter: string, quote: string): number {
  return scanRecord(record, 0, { delimiter, quote }, largestRecord, true)?.cells ?? 0;
}

function mostCommon<Item>(items: readonly Item[]): Item | undefined {
  const counts = new Map<Item, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
