import { z } from 'zod';
import { join, sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeListed } from '../suggest/near-values.ts';

/** A text must be one of a list. */
export const values = recordRule({
  name: 'values',
  summary: 'The text is one of `values`, letter for letter.',
  options: z.object({
    column: z.string(),
    values: z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).min(1),
  }),
  form: {
    title: 'a text is one of a list',
    fields: [
      { name: 'column', label: 'Column', input: 'column' },
      { name: 'values', label: 'Values', input: 'list', hint: 'one per line' },
    ],
  },
  code: (about) => `INVALID_${about}`,
  phrases: ['{column:name} is one of {values:values}'],
  dimension: 'validity',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  title: (about) => `${about} is a known value`,
  problem: (about) => `${about} is not a known value`,
  listed: ({ values }) => (Array.isArray(values) ? values.map(String) : []),
  proposers: [proposeListed],
  prepare: ({ column, values: allowed }, context) => {
    const { index } = columnOf(context, column);
    const set = new Set(allowed);
    const list = allowed.length > 12 ? `${allowed.slice(0, 12).join(', ')} and ${allowed.length - 12} more` : allowed.join(', ');
    return ({ texts }) => {
      const text = texts[index] ?? '';
      if (set.has(text)) return true;
      return context.isEmpty(text) ? null : `${column} is ${show(text)}: not one of ${list}`;
    };
  },
  predicate: ({ column, values: allowed }, context) =>
    sql`${context.value(column)} is not null
      and ${context.text(column)} not in (${join(allowed.map((value) => sql`${value}`))})`,
});
