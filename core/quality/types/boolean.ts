import type { ColumnType } from '../type.ts';
import { lowerAscii } from '../values/null-words.ts';

const values = new Map([
  ['true', 1],
  ['t', 1],
  ['yes', 1],
  ['y', 1],
  ['1', 1],
  ['false', 0],
  ['f', 0],
  ['no', 0],
  ['n', 0],
  ['0', 0],
]);

/** Yes or no. */
export const boolean: ColumnType = {
  name: 'boolean',
  summary: 'true/false, t/f, yes/no, y/n or 1/0, in any case; its value is 1 or 0.',
  scaleOf: () => 0,
  createReader: () => ({
    read: (value) => (value.length <= 5 ? values.get(lowerAscii(value)) : undefined),
    explain: () => 'neither true nor false (true, t, yes, y, 1 or false, f, no, n, 0)',
  }),
};
