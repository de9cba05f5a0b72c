import type { ColumnType } from '../type.ts';
import { createDateReader } from '../values/date-format.ts';

/** A calendar day. */
export const date: ColumnType = {
  name: 'date',
  summary: 'A day of the calendar in one of the `formats` (default `yyyy-MM-dd`); its value is ISO text.',
  scaleOf: () => undefined,
  createReader: (column) => {
    const formats = column.formats ?? ['yyyy-MM-dd'];
    const readers = formats.map(createDateReader);
    return {
      read: (value) => {
        for (const read of readers) {
          const day = read(value);
          if (day !== undefined) return day.slice(0, 10);
        }
        return undefined;
      },
      explain: () => `not a date in ${formats.join(' or ')}`,
    };
  },
};
