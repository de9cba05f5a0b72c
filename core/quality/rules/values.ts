import { z } from 'zod';
import { join, sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { recordRule } from '../rule.ts';
import { show } from '../show.ts';

/** A text must be one of a list. */
export const values = recordRule({
  name: 'values',
  summary: 'The text is one of `values`, letter for letter.',
  options: z.object({
    column: z.string(),
    values: z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).min(1),
  }),
  dimension: 'validity',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
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
