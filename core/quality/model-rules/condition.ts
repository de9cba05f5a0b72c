import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { declaredSelect, sql } from '#core/sql/sql.ts';
import { sqlTokens } from '#core/sql/sql-tokens.ts';
import { modelRule } from './model-rule.ts';

/** An SQL condition that every row meets. */
export const condition = modelRule({
  name: 'condition',
  summary: 'Every row meets the SQL condition `sql`, such as `item_total >= item_price`. Rows for which it is null do not count.',
  options: z.object({ sql: z.string().min(1) }),
  refuse: ({ sql: text }) => {
    let depth = 0;
    for (const { kind, text: token } of sqlTokens(String(text))) {
      if (kind === 'parameter' ? token.toLowerCase() !== ':run_date' : token === '?')
        return `the condition uses ${token}; only :run_date has a value`;
      if (token === '(') depth++;
      if (token === ')' && --depth < 0) return 'the condition closes a bracket that it does not open';
    }
    return depth > 0 ? 'the condition opens a bracket that it does not close' : undefined;
  },
  failing: ({ sql: text }) => sql`not (${declaredSelect(`${text}\n`)})`,
  sentence: (failed) => `a condition is not met by ${counted(failed, 'row')}`,
  action: 'Look at the rows, and at what the model reads.',
});
