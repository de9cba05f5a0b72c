import type { ColumnType } from '../type.ts';
import { parseScaled } from '../values/scaled.ts';

/** A whole number. */
export const integer: ColumnType = {
  name: 'integer',
  summary: 'A whole number up to 9,007,199,254,740,991 on either side of zero; `5.0` is read as 5.',
  scaleOf: () => 0,
  createReader: () => ({
    read: (value) => {
      const result = parseScaled(value, 0);
      return typeof result === 'number' ? result : undefined;
    },
    explain: (value) =>
      parseScaled(value, 0) === 'too large'
        ? 'too large for an exact whole number; declare the column as text if it is an id'
        : 'not a whole number',
  }),
};
