import { z } from 'zod';
import { defineStep } from '../step.ts';

/** Replaces whole values by others. */
export const map = defineStep({
  name: 'map',
  summary: 'Replaces whole values: `values: { nort: North }`; with `ignore_case` upper and lower case are the same.',
  options: z.object({
    values: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)),
    ignore_case: z.boolean().default(false),
  }),
  prepare: ({ values, ignore_case: ignoreCase }) => {
    const key = ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text;
    const targets = new Map(Object.entries(values).map(([from, to]) => [key(from), to]));
    return (text) => targets.get(key(text)) ?? text;
  },
});
