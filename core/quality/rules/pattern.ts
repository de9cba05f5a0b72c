import { RE2JS } from 're2js';
import { z } from 'zod';
import { sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeForms, proposeKnown } from '../suggest/near-values.ts';

/** A text must match a regular expression as a whole, in a linear-time engine. */
export const pattern = recordRule({
  name: 'pattern',
  summary:
    'The whole text matches `pattern`, a regular expression in RE2 syntax: linear time, so no look-around and no back-references.',
  options: z.object({ column: z.string(), pattern: z.string().max(1000) }),
  form: {
    title: 'a text has a certain form',
    fields: [
      { name: 'column', label: 'Column', input: 'column' },
      { name: 'pattern', label: 'Regular expression', input: 'text', hint: '[A-Z]{3}-[0-9]+' },
    ],
  },
  code: (about) => `INVALID_${about}`,
  phrases: ['{column:name} matches {pattern:text}'],
  dimension: 'validity',
  category: 'DATA_FORMAT_ERROR',
  controlType: 'schema',
  title: (about) => `${about} has the right form`,
  problem: (about) => `${about} has the wrong format`,
  editable: ['pattern'],
  proposers: [proposeForms, proposeKnown],
  refuse: (options) => {
    try {
      RE2JS.compile(options.pattern);
      return undefined;
    } catch (error) {
      return `the pattern cannot be run safely: ${error instanceof Error ? error.message : error}; use RE2 syntax, without look-around and back-references`;
    }
  },
  prepare: (options, context) => {
    const { index } = columnOf(context, options.column);
    const compiled = RE2JS.compile(options.pattern);
    return ({ texts }) => {
      const text = texts[index] ?? '';
      if (context.isEmpty(text)) return null;
      return compiled.matches(text) ? true : `${options.column} is ${show(text)}: does not match ${options.pattern}`;
    };
  },
  predicate: (options, context) =>
    sql`${context.value(options.column)} is not null and not regexp(${options.pattern}, ${context.text(options.column)})`,
});
