const dayAtStart = /^(\d{4})-(\d{2})-(\d{2})/;
const millisecondsOfDay = 86_400_000;

/** An ISO date or timestamp so many days later; null for what is none, or beyond the years 0 to 9999. */
export function addDays(date: string, days: number): string | null {
  const start = dayNumber(date);
  if (start === null) return null;
  const shifted = new Date((start + days) * millisecondsOfDay);
  const year = shifted.getUTCFullYear();
  return year >= 0 && year <= 9999 ? shifted.toISOString().slice(0, 10) + date.slice(10) : null;
}

/** How many days an ISO date is after another; null where either is none. */
export function daysBetween(from: string, to: string): number | null {
  const [first, last] = [dayNumber(from), dayNumber(to)];
  return first === null || last === null ? null : last - first;
}

/** How many whole years an ISO date is after another; null where either is none. */
export function yearsBetween(from: string, to: string): number | null {
  if (!dayAtStart.test(from) || !dayAtStart.test(to)) return null;
  return Number(to.slice(0, 4)) - Number(from.slice(0, 4)) - (to.slice(5, 10) < from.slice(5, 10) ? 1 : 0);
}

/** Days since 1970-01-01; days from 29 to 31 that a month does not have count on into the next, as in SQLite. */
function dayNumber(date: string): number | null {
  const match = dayAtStart.exec(date);
  if (!match) return null;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  // Date.UTC takes the years 0 to 99 for those of the last century.
  return new Date(0).setUTCFullYear(year, month - 1, day) / millisecondsOfDay;
}
