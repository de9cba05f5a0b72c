import { RE2JS } from 're2js';
import { z } from 'zod';
import { show } from '../show.ts';
import { defineStep } from '../step.ts';

/** Replaces parts of a text. */
export const replace = defineStep({
  name: 'replace',
  summary:
    'Replaces every `find` (plain text, or with `pattern` a regular expression in RE2 syntax) by `with`, in which $1 stands for the first group of the pattern.',
  options: z.object({
    find: z.string().min(1).optional(),
    pattern: z.string().max(1000).optional(),
    with: z.string().default(''),
  }),
  form: {
    title: 'Find and replace parts of a text',
    fields: [
      { name: 'find', label: 'Find', input: 'text', isOptional: true },
      { name: 'pattern', label: 'or a regular expression', input: 'text', isOptional: true, hint: '[^0-9]' },
      { name: 'with', label: 'Replace with (nothing removes it; $1 is the first group)', input: 'text', isOptional: true },
    ],
  },
  sentence: ({ find, pattern, with: replacement }, columns) =>
    replacement === ''
      ? `Remove ${show(find ?? pattern ?? '')} from ${columns}`
      : `Replace ${show(find ?? pattern ?? '')} with ${show(replacement)} in ${columns}`,
  refuse: ({ find, pattern }) => {
    if ((find === undefined) === (pattern === undefined)) return 'needs either find or pattern';
    try {
      if (pattern !== undefined) RE2JS.compile(pattern);
      return undefined;
    } catch (error) {
      return `has a pattern that cannot be used: ${error instanceof Error ? error.message : error}; write it in RE2 syntax, which has no look-ahead, look-behind or back-references`;
    }
  },
  prepare: ({ find, pattern, with: replacement }) => {
    if (pattern === undefined) return (text) => text.replaceAll(find ?? '', () => replacement);
    const compiled = RE2JS.compile(pattern);
    const safe = withGroups(replacement, compiled.groupCount());
    return (text) => compiled.matcher(text).replaceAll(safe);
  },
});

/** A replacement in which `$1` stands for a group that the pattern has; every other dollar sign is one. */
function withGroups(replacement: string, groups: number): string {
  return replacement
    .split(/(\$\d)/)
    .map((part) => (/^\$\d$/.test(part) && Number(part[1]) <= groups && part !== '$0' ? part : RE2JS.quoteReplacement(part)))
    .join('');
}
