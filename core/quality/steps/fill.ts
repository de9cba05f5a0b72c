import { z } from 'zod';
import { defineStep } from '../step.ts';

/** Puts a value into cells that have none. */
export const fill = defineStep({
  name: 'fill',
  summary: 'Puts the text `with` into cells that have no value.',
  options: z.object({ with: z.union([z.string(), z.number()]).transform(String) }),
  prepare:
    ({ with: value }, { isEmpty }) =>
    (text) =>
      isEmpty(text) ? value : text,
});
