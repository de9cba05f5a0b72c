/** Where a record ends in a text of bytes, and what stands in the way of splitting it. */
export interface Span {
  /** Where its content ends; the line end follows. */
  readonly end: number;
  /** Where the next record begins. */
  readonly next: number;
  /** Line ends inside and behind the record. */
  readonly lines: number;
  readonly cells: number;
  readonly isQuoted: boolean;
  readonly problem?: 'unterminated-quote' | 'stray-quote' | 'oversized-record' | undefined;
}

/**
 * Finds the end of the record that begins at `start`, by the grammar of RFC 4180: a cell that begins with a quote ends at
 * the next single quote, which a delimiter or a line end must follow; any other quote is a character like any other.
 * CR, LF and CRLF all end a record. Where quoting goes wrong, the broken record is one physical line and reading goes on
 * behind it, so that its neighbours stay whole. Undefined where the text ends before that is known and more may come.
 */
export function scanRecord(
  text: string,
  start: number,
  syntax: { readonly delimiter: string; readonly quote: string },
  limit: number,
  isLast: boolean,
): Span | undefined {
  const delimiter = syntax.delimiter.charCodeAt(0);
  const quote = syntax.quote.charCodeAt(0);
  const length = text.length;
  let position = start;
  let lines = 0;
  let cells = 1;
  let isQuoted = false;
  for (;;) {
    if (position < length && text.charCodeAt(position) === quote) {
      isQuoted = true;
      for (position++; ; position++) {
        const close = text.indexOf(syntax.quote, position);
        if (close < 0 || close - start > limit) {
          if (close < 0 && length - start <= limit && !isLast) return undefined;
          return brokenLine(text, start, limit, isLast, 'unterminated-quote');
        }
        lines += countLines(text, position, close);
        position = close + 1;
        if (position >= length && !isLast) return undefined;
        if (text.charCodeAt(position) !== quote) break;
      }
      const after = position < length ? text.charCodeAt(position) : 10;
      if (after !== delimiter && after !== 10 && after !== 13) return brokenLine(text, start, limit, isLast, 'stray-quote');
    } else {
      while (position < length) {
        const code = text.charCodeAt(position);
        if (code === delimiter || code === 10 || code === 13) break;
        position++;
      }
    }
    if (position - start > limit) return brokenLine(text, start, limit, isLast, 'oversized-record');
    if (position >= length) return isLast ? { end: length, next: length, lines, cells, isQuoted } : undefined;
    if (text.charCodeAt(position) === delimiter) {
      position++;
      cells++;
      continue;
    }
    const next = lineEnd(text, position, isLast);
    return next === undefined ? undefined : { end: position, next, lines: lines + 1, cells, isQuoted };
  }
}

/** Where the line that begins at `start` ends: the record that is left when quoting went wrong. */
function brokenLine(
  text: string,
  start: number,
  limit: number,
  isLast: boolean,
  problem: NonNullable<Span['problem']>,
): Span | undefined {
  const end = firstLineEnd(text, start);
  if (end < 0) {
    if (!isLast && text.length - start <= limit) return undefined;
    const isOversized = text.length - start > limit;
    return {
      end: text.length,
      next: text.length,
      lines: 0,
      cells: 1,
      isQuoted: true,
      problem: isOversized ? 'oversized-record' : problem,
    };
  }
  const next = lineEnd(text, end, isLast);
  return next === undefined
    ? undefined
    : { end, next, lines: 1, cells: 1, isQuoted: true, problem: end - start > limit ? 'oversized-record' : problem };
}

/** The position of the first CR or LF at or behind `start`; -1 where there is none. */
export function firstLineEnd(text: string, start: number): number {
  for (let position = start; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === 10 || code === 13) return position;
  }
  return -1;
}

/** Where the line behind a CR, LF or CRLF begins; undefined where an LF may still follow a CR. */
export function lineEnd(text: string, position: number, isLast: boolean): number | undefined {
  if (text.charCodeAt(position) !== 13) return position + 1;
  if (position + 1 >= text.length && !isLast) return undefined;
  return text.charCodeAt(position + 1) === 10 ? position + 2 : position + 1;
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let position = from; position < to; position++) {
    const code = text.charCodeAt(position);
    if (code === 10 || (code === 13 && text.charCodeAt(position + 1) !== 10)) count++;
  }
  return count;
}
