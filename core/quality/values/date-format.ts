/** Months as they are written, short or whole, and Sept. */
const monthWords = [
  'jan(?:uary)?',
  'feb(?:ruary)?',
  'mar(?:ch)?',
  'apr(?:il)?',
  'may',
  'june?',
  'july?',
  'aug(?:ust)?',
  'sep(?:t(?:ember)?)?',
  'oct(?:ober)?',
  'nov(?:ember)?',
  'dec(?:ember)?',
];
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const tokens: readonly { readonly token: string; readonly field: Field; readonly pattern: string }[] = [
  { token: 'yyyy', field: 'year', pattern: '(\\d{4})' },
  { token: 'yy', field: 'shortYear', pattern: '(\\d{2})' },
  { token: 'MMM', field: 'monthName', pattern: `(${monthWords.join('|')})` },
  { token: 'MM', field: 'month', pattern: '(\\d{2})' },
  { token: 'M', field: 'month', pattern: '(\\d{1,2})' },
  { token: 'dd', field: 'day', pattern: '(\\d{2})' },
  { token: 'd', field: 'day', pattern: '(\\d{1,2})' },
  { token: 'HH', field: 'hour', pattern: '(\\d{2})' },
  { token: 'H', field: 'hour', pattern: '(\\d{1,2})' },
  { token: 'mm', field: 'minute', pattern: '(\\d{2})' },
  { token: 'ss', field: 'second', pattern: '(\\d{2})' },
];

type Field = 'year' | 'shortYear' | 'month' | 'monthName' | 'day' | 'hour' | 'minute' | 'second';

/** Reads a text in one format; undefined where it does not fit or no such day exists. Result: `yyyy-MM-dd` or `yyyy-MM-ddTHH:mm:ss`. */
export type DateReader = (text: string) => string | undefined;

/**
 * Compiles a date format such as `yyyy-MM-dd`, `d/M/yyyy` or `MMM-yy`; a format without a day reads as the first of the month.
 * Two-digit years follow POSIX: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
 * Throws a RangeError for a format that names no year and month.
 */
export function createDateReader(format: string): DateReader {
  if (format === 'yyyy-MM-dd') return readIsoDate;
  const fields: Field[] = [];
  let pattern = '';
  for (let rest = format; rest !== ''; ) {
    const part = tokens.find(({ token }) => rest.startsWith(token));
    if (part) {
      fields.push(part.field);
      pattern += part.pattern;
    } else {
      pattern += rest.charAt(0).replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
    }
    rest = rest.slice(part?.token.length ?? 1);
  }
  const hasYear = fields.includes('year') || fields.includes('shortYear');
  if (!hasYear || !(fields.includes('month') || fields.includes('monthName'))) {
    throw new RangeError(`the format ${format} needs a year (yyyy or yy) and a month (MM, M or MMM)`);
  }
  const expression = new RegExp(`^${pattern}$`, 'i');
  return (text) => {
    if (text.length > 40) return undefined;
    const match = expression.exec(text);
    return match ? assemble(fields, match) : undefined;
  };
}

/** Whether the day exists in the Gregorian calendar; months and days count from 1. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  // Said so that what is no number is no day.
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function readIsoDate(text: string): string | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  const year = number(text, 0, 4);
  const month = number(text, 5, 7);
  const day = number(text, 8, 10);
  return isCalendarDay(year, month, day) ? text : undefined;
}

function number(text: string, from: number, to: number): number {
  let value = 0;
  for (let position = from; position < to; position++) {
    const digit = text.charCodeAt(position) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function assemble(fields: readonly Field[], match: RegExpExecArray): string | undefined {
  const parts = { year: 0, month: 0, day: 1, hour: -1, minute: 0, second: 0 };
  for (const [index, field] of fields.entries()) {
    const text = match[index + 1] ?? '';
    if (field === 'monthName') parts.month = monthNames.indexOf(text.slice(0, 3).toLowerCase()) + 1;
    else if (field === 'shortYear') parts.year = Number(text) + (Number(text) < 69 ? 2000 : 1900);
    else parts[field] = Number(text);
  }
  if (!isCalendarDay(parts.year, parts.month, parts.day)) return undefined;
  const date = `${pad(parts.year, 4)}-${pad(parts.month, 2)}-${pad(parts.day, 2)}`;
  if (parts.hour < 0) return date;
  if (parts.hour > 23 || parts.minute > 59 || parts.second > 59) return undefined;
  return `${date}T${pad(parts.hour, 2)}:${pad(parts.minute, 2)}:${pad(parts.second, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
