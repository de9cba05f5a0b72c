// A system may name languages that are none, such as en-US@posix.
const locale = navigator.languages.filter(isLanguage);
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const sixDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 });
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

/** A number in the user's notation, with six digits at most. */
export function short(value: number): string {
  return sixDigits.format(value);
}

/** A count with its noun: `1 record`, `2,000 records`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${whole.format(value)} ${plurals.select(value) === 'one' ? noun : plural}`;
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

function isLanguage(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}
