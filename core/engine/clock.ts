/** The present instant as ISO 8601 in UTC with microseconds; it never goes back within a process. */
export function nowMicroseconds(): string {
  const milliseconds = performance.timeOrigin + performance.now();
  const whole = Math.floor(milliseconds);
  const micros = Math.floor((milliseconds - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

/** The latest date on earth at an instant: the day in the zone UTC+14, so that no zone's today counts as the future. */
export function latestToday(milliseconds: number): string {
  return new Date(milliseconds + 14 * 3_600_000).toISOString().slice(0, 10);
}

/** A new run id: sortable by time, unique by chance, fit for a file name. */
export function createRunId(milliseconds: number, random: string): string {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 17)}-${random}`;
}
