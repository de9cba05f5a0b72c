import type { ColumnType } from '../type.ts';

/** Any text, kept as it is. */
export const text: ColumnType = {
  name: 'text',
  summary: 'Any text, kept exactly as in the file; the type for ids.',
  scaleOf: () => undefined,
  createReader: () => ({ read: (value) => value, explain: () => 'not a text' }),
};
