import { RE2JS } from 're2js';
import { z } from 'zod';
import { show } from '../show.ts';
import { defineStep } from '../step.ts';

/** Keeps a part of a text. */
export const extract = defineStep({
  name: 'extract',
  summary:
    'Keeps what `pattern` (a regular expression in RE2 syntax) finds first: its first group where it has one; text without a match stays as it is.',
  options: z.object({ pattern: z.string().min(1).max(1000) }),
  form: {
    title: 'Keep a part of the text',
    fields: [
      { name: 'pattern', label: 'Regular expression; a group in brackets is what is kept', input: 'text', hint: '([0-9]+)' },
    ],
  },
  sentence: ({ pattern }, columns) => `Keep the part of ${columns} that matches ${show(pattern)}`,
  refuse: ({ pattern }) => {
    try {
      RE2JS.compile(pattern);
      return undefined;
    } catch (error) {
      return `has a pattern that cannot be used: ${error instanceof Error ? error.message : error}; write it in RE2 syntax, which has no look-ahead, look-behind or back-references`;
    }
  },
  prepare: ({ pattern }) => {
    const compiled = RE2JS.compile(pattern);
    return (text) => {
      const matcher = compiled.matcher(text);
      return matcher.find() ? (matcher.group(Math.min(1, matcher.groupCount())) ?? text) : text;
    };
  },
});
