import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { declaredSelect, sql } from '#core/sql/sql.ts';
import { modelRule } from './model-rule.ts';

/** An SQL condition that every row meets. */
export const condition = modelRule({
  name: 'condition',
  summary: 'Every row meets the SQL condition `sql`, such as `item_total >= item_price`. Rows for which it is null do not count.',
  options: z.object({ sql: z.string().min(1) }),
  failing: ({ sql: text }) => sql`not (${declaredSelect(`${text}\n`)})`,
  sentence: (failed) => `a condition is not met by ${counted(failed, 'row')}`,
  action: 'Look at the rows, and at what the model reads.',
});
