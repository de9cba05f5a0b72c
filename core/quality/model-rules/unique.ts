import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { identifier, join, sql } from '#core/sql/sql.ts';
import { modelRule, tuple } from './model-rule.ts';

/** No two rows have the same values in some columns. */
export const unique = modelRule({
  name: 'unique',
  summary: 'No two rows have the same values in `columns`.',
  options: z.object({ columns: z.array(z.string()).min(1) }),
  failing: ({ columns }, table) => {
    const grouped = join(columns.map(identifier));
    return sql`${tuple(columns)} in (select ${grouped} from ${table} group by ${grouped} having count(*) > 1)`;
  },
  sentence: (failed, _, columns) => `${columns} is not unique in ${counted(failed, 'row')}`,
  action: 'Look at the rows: a join that finds several partners, or duplicates that were waived.',
});
