import { largestRecord } from '../record.ts';
import { firstLineEnd, lineEnd } from './scan.ts';

/** Where a JSON value stands in a text; `from` equals `to` where only space or brackets were passed. */
export interface JsonSpan {
  readonly from: number;
  readonly to: number;
  readonly next: number;
  /** Line ends before the value, and up to `next`. */
  readonly linesBefore: number;
  readonly lines: number;
  /** Whether the bracket that opens the list was passed before the value or earlier, and the one that closes it before the value. */
  readonly isOpen: boolean;
  readonly closes: boolean;
}

/** The next line of an NDJSON text; undefined where it is not complete yet. */
export function nextJsonLine(text: string, position: number, isLast: boolean): JsonSpan | undefined {
  const end = firstLineEnd(text, position);
  if (end < 0) {
    if (!isLast && text.length - position <= largestRecord) return undefined;
    return trimmed(text, position, text.length, text.length, 0);
  }
  const next = lineEnd(text, end, isLast);
  return next === undefined ? undefined : trimmed(text, position, end, next, 1);
}

/** The next element of a JSON array, whatever it is; undefined where it is not complete yet. The bracket that opens the array may be behind it. */
export function nextJsonValue(text: string, position: number, isLast: boolean, isOpened: boolean): JsonSpan | undefined {
  let from = position;
  let isOpen = isOpened;
  let closes = false;
  for (; from < text.length && /[\s,[\]]/.test(text.charAt(from)); from++) {
    if (text.charAt(from) === '[' && isOpen) break;
    if (text.charAt(from) === '[') isOpen = true;
    if (text.charAt(from) === ']') closes = true;
  }
  const linesBefore = countLines(text, position, from);
  if (from >= text.length)
    return from === position ? undefined : { from, to: from, next: from, linesBefore, lines: linesBefore, isOpen, closes };
  const to = valueEnd(text, from);
  if (to < 0 && !isLast && text.length - from <= largestRecord) return undefined;
  const end = to < 0 ? text.length : to;
  return { from, to: end, next: end, linesBefore, lines: linesBefore + countLines(text, from, end), isOpen: true, closes };
}

function valueEnd(text: string, from: number): number {
  let depth = 0;
  let isInside = false;
  for (let position = from; position < text.length; position++) {
    const character = text.charAt(position);
    if (isInside) {
      if (character === '\\') position++;
      else if (character === '"') isInside = false;
      if (!isInside && depth === 0) return position + 1;
    } else if (character === '"') isInside = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      // A bracket that closes nothing is a value of its own, and a broken one.
      if (depth === 0) return Math.max(position, from + 1);
      if (--depth === 0) return position + 1;
    } else if (depth === 0 && (character === ',' || /\s/.test(character))) return position;
  }
  return -1;
}

function trimmed(text: string, from: number, to: number, next: number, lines: number): JsonSpan {
  let start = from;
  let end = to;
  while (start < end && text.charCodeAt(start) <= 32) start++;
  while (end > start && text.charCodeAt(end - 1) <= 32) end--;
  return { from: start, to: end, next, linesBefore: 0, lines, isOpen: false, closes: false };
}

function countLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let position = from; position < to; position++) if (text.charCodeAt(position) === 10) count++;
  return count;
}
