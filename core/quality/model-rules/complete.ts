import { z } from 'zod';
import { counted } from '#core/contract/counted.ts';
import { identifier, sql } from '#core/sql/sql.ts';
import { modelRule } from './model-rule.ts';

/** A model has one row for each clean record of a dataset. */
export const complete = modelRule({
  name: 'complete',
  summary: 'The model has as many rows as `dataset` has clean records.',
  options: z.object({ dataset: z.string() }),
  measure: ({ dataset }, table) => sql`
    select abs((select count(*) from ${table}) - (select count(*) from ${identifier(`clean_${dataset}`)}))`,
  sentence: (measured) => `it has ${counted(measured, 'row')} more or fewer than there are clean records`,
  action: 'Look for an aggregate or a join in the columns of the model.',
});
