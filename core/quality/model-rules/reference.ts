import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { identifier, join, sql } from '#core/sql/sql.ts';
import { modelRule, tuple } from './model-rule.ts';

/** Columns lead to a row of another model. */
export const reference = modelRule({
  name: 'reference',
  summary:
    'The values in `columns` are those of a row of `model`, in the columns `to` (default: columns of the same names). Rows with an empty value do not count.',
  options: z.object({ columns: z.array(z.string()).min(1), model: z.string(), to: z.array(z.string()).min(1).optional() }),
  failing: ({ columns, model, to = columns }) => {
    const filled = join(
      columns.map((column) => sql`${identifier(column)} is not null`),
      ' and ',
    );
    return sql`${filled} and ${tuple(columns)} not in (select ${join(to.map(identifier))} from ${identifier(model)} where ${join(
      to.map((column) => sql`${identifier(column)} is not null`),
      ' and ',
    )})`;
  },
  sentence: (failed, _, columns) => `${columns} has no match in ${counted(failed, 'row')}`,
  action: 'Look at the rows: what they refer to is missing, or waits for review.',
});
