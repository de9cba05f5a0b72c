import { z } from 'zod';
import { show } from '../show.ts';
import { defineStep } from '../step.ts';

/** Empties cells that hold a placeholder. */
export const setEmpty = defineStep({
  name: 'set-empty',
  summary: 'Empties cells whose whole text is among `values`, such as 0000-00-00.',
  options: z.object({ values: z.array(z.union([z.string(), z.number()]).transform(String)).min(1) }),
  form: {
    title: 'Empty cells that hold a placeholder',
    fields: [{ name: 'values', label: 'Texts, each on a line of its own', input: 'texts', hint: '0000-00-00' }],
  },
  sentence: ({ values }, columns) => `Empty ${values.map((value) => show(value)).join(', ')} in ${columns}`,
  prepare: ({ values }) => {
    const placeholders = new Set(values);
    return (text) => (placeholders.has(text) ? '' : text);
  },
});
