import { z } from 'zod';
import { join, sql } from '#core/contract/sql.ts';
import { setRule } from '../rule.ts';
import { show } from '../show.ts';

/** A record must refer to a record of another dataset that exists. */
export const reference = setRule({
  name: 'reference',
  summary:
    'The values in `columns` exist in the columns `to` of `dataset` (default: its key), in any of its records that could be read.',
  options: z.object({
    columns: z.array(z.string()).min(1),
    dataset: z.string(),
    to: z.array(z.string()).min(1).optional(),
  }),
  dimension: 'consistency',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  query: ({ columns, dataset, to }, context) => {
    const parents = to ?? context.keyOf(dataset);
    // Both tables may have columns of the same name, so each side says which it means.
    const values = columns.map((column) => sql`child.${context.value(column)}`);
    const filled = join(
      values.map((value) => sql`${value} is not null`),
      ' and ',
    );
    const matches = values.map((value, index) => sql`parent.${context.value(parents[index] ?? '', dataset)} = ${value}`);
    return {
      failing: sql`
        select id, ${join(columns.map((column) => context.text(column)))}
        from ${context.table()} child
        where ${filled}
          and not exists (select 1 from ${context.table(dataset)} parent where ${join(matches, ' and ')})
        order by id`,
      applicable: sql`select count(*) from ${context.table()} child where ${filled}`,
    };
  },
  explain: ({ columns, dataset, to }, texts, context) => {
    const parents = to ?? context.keyOf(dataset);
    const named = columns.map((column, index) => `${column} ${show(String(texts[index] ?? ''))}`).join(', ');
    return `${named} has no match: there is no such ${parents.join(', ')} in ${dataset}`;
  },
});
