import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { identifier, sql } from '#core/sql/sql.ts';
import { modelRule } from './model-rule.ts';

/** Every row has a value in a column. */
export const required = modelRule({
  name: 'required',
  summary: 'Every row has a value in `column`.',
  options: z.object({ column: z.string() }),
  failing: ({ column }) => sql`${identifier(column)} is null`,
  promises: () => ({ isRequired: true }),
  sentence: (failed, _, column) => `${column} is empty in ${counted(failed, 'row')}`,
  action: 'Look at the rows, and at what the model reads.',
});
