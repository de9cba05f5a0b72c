import { z } from 'zod';
import { defineStep } from '../step.ts';

/** Makes one space of every run of white space. */
export const collapseSpace = defineStep({
  name: 'collapse-space',
  summary: 'Replaces every run of white space within the text with one space.',
  options: z.object({}),
  form: { title: 'Collapse repeated spaces', fields: [] },
  sentence: (_, columns) => `Collapse repeated spaces in ${columns}`,
  prepare: () => (text) => text.replace(/[\t\n\v\f\r \u00a0]{2,}|[\t\n\v\f\r\u00a0]/g, ' '),
});
