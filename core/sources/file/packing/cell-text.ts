import { plainNumber } from './plain-number.ts';

/** How a number in a cell is shown, by the format of the cell. */
export type NumberKind = 'number' | 'date' | 'instant' | 'time' | 'duration';

/** Built-in formats of dates and times (ECMA-376, part 1, section 18.8.30); others stand in the workbook. */
const builtIn: Readonly<Record<number, NumberKind>> = {
  // Those of Chinese, Japanese and Korean workbooks, which differ only in how a date is written.
  ...Object.fromEntries([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'])),
  ...Object.fromEntries([32, 33, 34, 35, 55, 56].map((id) => [id, 'time'])),
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'date',
  18: 'time',
  19: 'time',
  20: 'time',
  21: 'time',
  22: 'instant',
  45: 'time',
  46: 'duration',
  47: 'time',
};

/** What the format with a number stands for; `code` is its pattern where the workbook defines it. */
export function kindOfFormat(id: number, code: string | undefined): NumberKind {
  const known = builtIn[id];
  if (known || code === undefined) return known ?? 'number';
  // Colours, conditions, quoted texts and escaped characters say nothing of the value.
  const [pattern = ''] = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .split(';');
  if (/\[[hms]+\]/i.test(pattern)) return 'duration';
  const hasDate = /[yd]|m{3,}/i.test(pattern) || (/m/i.test(pattern) && !/[hs]/i.test(pattern));
  const hasTime = /[hs]|AM\/PM/i.test(pattern);
  if (!hasDate) return hasTime ? 'time' : 'number';
  // General, and patterns of digits, have a letter in common with years.
  if (/general|[0#?]/i.test(pattern.replace(/\.0+/g, ''))) return 'number';
  return hasTime ? 'instant' : 'date';
}

const millisecondsPerDay = 86_400_000;
/** Days from the day 0 of a workbook to 1 January 1970: of those that count from 1900, and from 1904. */
const epochs = { 1900: 25_569, 1904: 24_107 } as const;
/** Those that count from 1900 hold a 29 February 1900, which never was; days before it are one later. */
const missingDay = 60;

/** The text of a number that stands for a date or a time, in ISO 8601; the number itself where it is none. */
export function dateText(text: string, kind: Exclude<NumberKind, 'number'>, isFrom1904: boolean): string {
  const serial = Number(text);
  if (kind === 'duration') return Number.isFinite(serial) ? durationText(serial) : text;
  if (!Number.isFinite(serial) || serial < 0 || serial >= 2_958_466) return numberText(text);
  const early = !isFrom1904 && serial < missingDay ? 1 : 0;
  const days = serial + early - (isFrom1904 ? epochs[1904] : epochs[1900]);
  const instant = new Date(Math.round(days * millisecondsPerDay)).toISOString();
  const time = instant.endsWith('.000Z') ? instant.slice(11, 19) : instant.slice(11, 23);
  if (kind === 'time' && serial < 1) return time;
  return kind === 'date' && time === '00:00:00' ? instant.slice(0, 10) : `${instant.slice(0, 10)}T${time}`;
}

/** Days as hours, minutes and seconds, however many hours they are. */
function durationText(days: number): string {
  const seconds = Math.round(Math.abs(days) * 86_400);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${days < 0 && seconds > 0 ? '-' : ''}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A number as a spreadsheet shows it: it is kept with seventeen digits, of which fifteen are true. */
export function numberText(text: string): string {
  const isLong = text.includes('.') && text.replace(/\D/g, '').length > 15;
  if (!isLong && !/e/i.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) ? plainNumber(Number(value.toPrecision(15))) : text;
}
