import type { ColumnType } from '../type.ts';
import { createDateReader, isCalendarDay } from '../values/date-format.ts';

const iso = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** A day and a time of day. */
export const timestamp: ColumnType = {
  name: 'timestamp',
  summary: 'A date and time, ISO 8601 or one of the `formats`; with a zone its value is UTC, without one it stays local.',
  scaleOf: () => undefined,
  createReader: (column) => {
    const readers = (column.formats ?? []).map(createDateReader);
    return {
      read: (value) => {
        for (const read of readers) {
          const instant = read(value);
          if (instant !== undefined) return instant.length === 10 ? `${instant}T00:00:00` : instant;
        }
        return column.formats ? undefined : readIso(value);
      },
      explain: () => `not a date and time in ${column.formats?.join(' or ') ?? 'ISO 8601 (yyyy-MM-ddTHH:mm:ss)'}`,
    };
  },
};

function readIso(value: string): string | undefined {
  const match = iso.exec(value);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  if (!isCalendarDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const zone = match[8];
  const fraction = (match[7] ?? '').replace(/\.?0+$/, '');
  const local = `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6] ?? '00'}`;
  if (zone === undefined) return `${local}${fraction}`;
  const offset = offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const instant = new Date(Date.parse(`${local}Z`) - offset * 60_000);
  // Beyond the years 1 to 9999 an instant has no four-digit year, so it cannot be ISO text that sorts.
  if (instant.getUTCFullYear() < 1 || instant.getUTCFullYear() > 9999) return undefined;
  return `${instant.toISOString().slice(0, 19)}${fraction}Z`;
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0;
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
