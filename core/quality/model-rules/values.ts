import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { identifier, join, sql } from '#core/sql/sql.ts';
import { modelRule } from './model-rule.ts';

/** Values are among those of a list. */
export const values = modelRule({
  name: 'values',
  summary: 'Values in `column` are among `values`. Rows with an empty value do not count.',
  options: z.object({ column: z.string(), values: z.array(z.string()).min(1) }),
  failing: ({ column, values: allowed }) => {
    const value = identifier(column);
    // Numbers may be written with more places than SQLite shows, and true and false as words.
    const numbers = allowed.flatMap((text) =>
      text === 'true' ? [1] : text === 'false' ? [0] : text.trim() !== '' && Number.isFinite(Number(text)) ? [Number(text)] : [],
    );
    const isNumber = sql`typeof(${value}) in ('integer', 'real') and ${value} in (${join(numbers.map((number) => sql`${number}`))})`;
    return sql`(cast(${value} as text) not in (${join(allowed.map((text) => sql`${text}`))}) and not (${isNumber}))`;
  },
  sentence: (failed, _, column) => `${column} has a value that is not allowed in ${counted(failed, 'row')}`,
  action: 'Look at the rows, and at the rules of the dataset that they come from.',
});
