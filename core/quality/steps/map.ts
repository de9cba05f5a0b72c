import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { show } from '../show.ts';
import { defineStep } from '../step.ts';

/** Replaces whole values by others. */
export const map = defineStep({
  name: 'map',
  summary: 'Replaces whole values: `values: { nort: North }`; with `ignore_case` upper and lower case are the same.',
  options: z.object({
    values: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)),
    ignore_case: z.boolean().default(false),
  }),
  form: {
    title: 'Replace whole values',
    fields: [
      { name: 'values', label: 'Values, each on a line of its own', input: 'pairs', hint: 'nort → North' },
      { name: 'ignore_case', label: 'Upper and lower case are the same', input: 'flag', isOptional: true },
    ],
  },
  sentence: ({ values }, columns) => {
    const pairs = Object.entries(values);
    const targets = new Set(pairs.map(([, to]) => to)).size;
    const [first] = pairs;
    if (pairs.length === 1 && first) return `Replace ${show(first[0])} with ${show(first[1])} in ${columns}`;
    return `Replace ${counted(pairs.length, 'value')} of ${columns} with ${targets}`;
  },
  prepare: ({ values, ignore_case: ignoreCase }) => {
    const key = ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text;
    const targets = new Map(Object.entries(values).map(([from, to]) => [key(from), to]));
    return (text) => targets.get(key(text)) ?? text;
  },
});
