import type { ColumnType } from '../type.ts';
import { formatDecimal, parseDecimal } from '../values/decimal.ts';
import { parseScaled } from '../values/scaled.ts';

/** Longer than any number that means something; to reckon with millions of digits takes seconds. */
const mostDigits = 1000;

/** An exact decimal number: whole minor units when the column has a scale, canonical decimal text when it has none. */
export const decimal: ColumnType = {
  name: 'decimal',
  summary: 'An exact decimal number; `scale` says how many places are allowed and stores it in minor units.',
  scaleOf: (column) => column.scale,
  createReader: (column) => {
    const { scale } = column;
    if (scale === undefined) {
      return {
        read: (value) => {
          const parsed = value.length > mostDigits ? undefined : parseDecimal(value);
          return parsed && formatDecimal(parsed);
        },
        explain: (value) => (value.length > mostDigits ? 'too long to be a number' : 'not a number'),
      };
    }
    return {
      read: (value) => {
        const result = parseScaled(value, scale);
        return typeof result === 'number' ? result : undefined;
      },
      explain: (value) => {
        const result = parseScaled(value, scale);
        if (result === 'too many places') return `more than ${scale} decimal places`;
        return result === 'too large' ? 'too large to be kept exactly' : 'not a number';
      },
    };
  },
};
