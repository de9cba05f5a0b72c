import { z } from 'zod';
import { defineStep } from '../step.ts';
import { createDateReader } from '../values/date-format.ts';

/** Rewrites dates as ISO text. */
export const parseDate = defineStep({
  name: 'parse-date',
  summary:
    'Rewrites a date in one of the `formats`, tried in order, as yyyy-MM-dd; what is no day of the calendar stays as it is.',
  options: z.object({ formats: z.array(z.string()).min(1) }),
  form: {
    title: 'Read dates',
    fields: [{ name: 'formats', label: 'Formats, tried in order', input: 'list', hint: 'dd/MM/yyyy' }],
  },
  sentence: ({ formats }, columns) => `Read ${columns} as a date: ${formats.join(' or ')}`,
  refuse: ({ formats }) => {
    try {
      formats.forEach(createDateReader);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
  prepare: ({ formats }) => {
    const readers = formats.map(createDateReader);
    return (text) => {
      for (const read of readers) {
        const date = read(text);
        if (date !== undefined) return date;
      }
      return text;
    };
  },
});
