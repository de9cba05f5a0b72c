import type { TypeEdit } from '#core/contract/pipeline.ts';

/** What the types of columns are called. */
export const columnTypes: readonly (readonly [TypeEdit['type'], string])[] = [
  ['text', 'Text'],
  ['integer', 'Whole number'],
  ['decimal', 'Decimal number'],
  ['date', 'Date'],
  ['timestamp', 'Date and time'],
  ['boolean', 'Yes or no'],
  ['email', 'E-mail address'],
];
