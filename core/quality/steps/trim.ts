import { z } from 'zod';
import { defineStep } from '../step.ts';
import { trimBlanks } from '../values/null-words.ts';

/** Takes away white space at both ends. */
export const trim = defineStep({
  name: 'trim',
  summary: 'Takes away white space, no-break spaces included, at both ends.',
  options: z.object({}),
  form: { title: 'Trim spaces at both ends', fields: [] },
  sentence: (_, columns) => `Trim spaces in ${columns}`,
  prepare: () => trimBlanks,
});
