import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { identifier, join, sql } from '#core/sql/sql.ts';
import { modelRule } from './model-rule.ts';

/** Values are among those of a list. */
export const values = modelRule({
  name: 'values',
  summary: 'Values in `column` are among `values`. Rows with an empty value do not count.',
  options: z.object({ column: z.string(), values: z.array(z.string()).min(1) }),
  failing: ({ column, values: allowed }) =>
    sql`cast(${identifier(column)} as text) not in (${join(allowed.map((value) => sql`${value}`))})`,
  sentence: (failed, _, column) => `${column} has a value that is not allowed in ${counted(failed, 'row')}`,
  action: 'Look at the rows, and at the rules of the dataset that they come from.',
});
