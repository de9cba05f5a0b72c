import { z } from 'zod';
import { defineStep } from '../step.ts';

/** Changes upper and lower case. */
export const changeCase = defineStep({
  name: 'change-case',
  summary: 'Changes the text `to` lower, upper, title (Every Word) or sentence (First letter) case.',
  options: z.object({ to: z.enum(['lower', 'upper', 'title', 'sentence']) }),
  form: {
    title: 'Change upper and lower case',
    fields: [{ name: 'to', label: 'To', input: 'choice', choices: ['lower', 'upper', 'title', 'sentence'] }],
  },
  sentence: ({ to }, columns) => `Change ${columns} to ${to} case`,
  prepare: ({ to }) => {
    if (to === 'lower') return (text) => text.toLowerCase();
    if (to === 'upper') return (text) => text.toUpperCase();
    if (to === 'title')
      return (text) => text.toLowerCase().replace(/(^|[\s\-(/&])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase());
    return (text) => text.toLowerCase().replace(/\p{L}/u, (letter) => letter.toUpperCase());
  },
});
