import { z } from 'zod';
import { fromSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';
import { defineStep } from '../step.ts';

/** Undoes what a spreadsheet-safe export did. */
export const restoreText = defineStep({
  name: 'restore-text',
  summary: "Takes away the apostrophes that a spreadsheet-safe export put before texts such as `'=A1`.",
  options: z.object({}),
  form: { title: 'Remove the apostrophes of a spreadsheet-safe export', fields: [] },
  sentence: (_, columns) => `Remove the apostrophes of a spreadsheet-safe export in ${columns}`,
  prepare: () => fromSpreadsheetSafe,
});
