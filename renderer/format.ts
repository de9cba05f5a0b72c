// A system may name languages that are none, such as en-US@posix.
const locale = navigator.languages.filter(isLanguage);
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const plurals = new Intl.PluralRules('en');

/** The signs of the user's notation: that before decimals, and that between thousands. */
export const separators: string = ['decimal', 'group']
  .map((type) => oneDigit.formatToParts(1234567.8).find((part) => part.type === type)?.value ?? ' ')
  .join('');

/** A count in the user's notation. */
export function count(value: number): string {
  return whole.format(value);
}

/** A count with its noun: `1 record`, `2,000 records`. */
export function counted(value: number, noun: string): string {
  return `${whole.format(value)} ${plurals.select(value) === 'one' ? noun : `${noun}s`}`;
}

/** A share in percent that never says 0 or 100 falsely. */
export function percent(part: number, all: number): string {
  if (all === 0) return '–';
  return `${score((100 * part) / all)} %`;
}

/** A number from 0 to 100 with as many places as it takes not to say 0 or 100 falsely. */
export function score(value: number): string {
  for (let places = 1; places <= 9; places++) {
    const rounded = Number(value.toFixed(places));
    if ((value === 100 || rounded !== 100) && (value === 0 || rounded !== 0))
      return new Intl.NumberFormat(locale, { maximumFractionDigits: places }).format(rounded);
  }
  return String(value);
}

/** Bytes in the unit that fits. */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  for (; size >= 1000 && unit < units.length - 1; unit++) size /= 1000;
  return `${(size < 10 && unit > 0 ? oneDigit : whole).format(size)} ${units[unit]}`;
}

/** A length of time from milliseconds: `0.9 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${oneDigit.format(Math.max(milliseconds / 1000, 0.1))} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${minutes} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}

/** An instant as people say it: `today 09:41`. */
export function when(iso: string): string {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? `today ${clock.format(date)}` : moment.format(date);
}

/** A number of a column, with all its places. */
export function figure(value: number, scale: number | null): string {
  return new Intl.NumberFormat(
    locale,
    scale === null ? { maximumFractionDigits: 12 } : { minimumFractionDigits: scale, maximumFractionDigits: scale },
  ).format(value);
}

/** An amount of money in the pipeline's currency; large ones shortened where there is little room. */
export function money(value: number, currency: string | null, isShort = false): string {
  const style = currency === null ? {} : ({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const);
  // Lakh and crore are how amounts in rupees are read.
  const languages = currency === 'INR' ? 'en-IN' : locale;
  return new Intl.NumberFormat(
    languages,
    isShort
      ? { ...style, notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 }
      : { ...style, maximumFractionDigits: 2 },
  ).format(value);
}

/** The name of a rule as a person would say it: `order_date_required` is “order_date is present”. */
export function ruleName(id: string, rule: string, columns: readonly string[]): string {
  const about = columns.join(', ');
  const names: Readonly<Record<string, string>> = {
    required: `${about} is present`,
    type: `${about} can be read`,
    values: `${about} is known`,
    unique: `${about} is unique`,
    pattern: `${about} has the right form`,
    length: `${about} has the right length`,
    reference: `${about} exists`,
    'date-window': `${about} lies in its time`,
    formula: id.replaceAll('_', ' '),
    'missing-column': 'no column is missing',
    'extra-column': 'no extra columns',
    'ragged-record': 'every line has all its cells',
    'unterminated-quote': 'every quote is closed',
    'stray-quote': 'no quote stands alone',
    'undecodable-bytes': 'every byte is text',
    'oversized-record': 'no record is too long',
    'unreadable-json': 'every line is JSON',
  };
  if (rule === 'range')
    return id.endsWith('_max')
      ? `${about} is not too large`
      : id.endsWith('_min')
        ? `${about} is not too small`
        : `${about} lies in its range`;
  return names[rule] ?? id.replaceAll('_', ' ');
}

function isLanguage(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}

/** What is wrong where a rule is broken: `region is missing`. */
export function problemName(id: string, rule: string, columns: readonly string[]): string {
  const named = columns.join(' and ');
  const words: Readonly<Record<string, string>> = {
    required: `${named} is missing`,
    unique: `${named} is used more than once`,
    type: `${named} cannot be read`,
    values: `${named} is not a known one`,
    pattern: `${named} has another form`,
    length: `${named} is too short or too long`,
    reference: `${named} has no match`,
    'functional-dependency': `${named} is not what most others say`,
    range: id.endsWith('_min')
      ? `${named} is too small`
      : id.endsWith('_max')
        ? `${named} is too large`
        : `${named} is out of range`,
    'date-window': `${named} is outside its time`,
    formula: `${named} does not add up`,
    'ragged-record': 'Lines with too few or too many cells',
    'unterminated-quote': 'Lines with a quote that does not close',
    'stray-quote': 'Lines with text behind a closing quote',
    'undecodable-bytes': 'Lines with bytes that are no text',
    'oversized-record': 'Lines that are too long',
    'unreadable-json': 'Lines that hold no JSON object',
  };
  return words[rule] ?? `not so: ${ruleName(id, rule, columns)}`;
}
