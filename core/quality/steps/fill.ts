import { z } from 'zod';
import { show } from '../show.ts';
import { defineStep } from '../step.ts';

/** Puts a value into cells that have none. */
export const fill = defineStep({
  name: 'fill',
  summary: 'Puts the text `with` into cells that have no value.',
  options: z.object({ with: z.union([z.string(), z.number()]).transform(String) }),
  form: { title: 'Fill empty cells', fields: [{ name: 'with', label: 'With', input: 'text', hint: 'unknown' }] },
  sentence: ({ with: value }, columns) => `Fill empty cells of ${columns} with ${show(value)}`,
  prepare:
    ({ with: value }, { isEmpty }) =>
    (text) =>
      isEmpty(text) ? value : text,
});
