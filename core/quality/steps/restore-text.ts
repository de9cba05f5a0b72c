import { z } from 'zod';
import { defineStep } from '../step.ts';

/** Undoes what a spreadsheet-safe export did. */
export const restoreText = defineStep({
  name: 'restore-text',
  summary: "Takes away the apostrophe that a spreadsheet-safe export put before texts such as `'=A1`.",
  options: z.object({}),
  prepare: () => (text) => (/^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? text.slice(1) : text),
});
