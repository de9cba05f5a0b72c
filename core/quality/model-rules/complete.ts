import { z } from 'zod';
import { identifier, sql } from '#core/sql/sql.ts';
import { modelRule } from './model-rule.ts';

/** A model has one row for each clean record of a dataset. */
export const complete = modelRule({
  name: 'complete',
  summary: 'The model has as many rows as `dataset` has clean records.',
  options: z.object({ dataset: z.string() }),
  measure: ({ dataset }, table) => sql`
    select abs((select count(*) from ${table}) - (select count(*) from ${identifier(`clean_${dataset}`)}))`,
  sentence: (measured) => `its row count differs from the number of clean records by ${measured.toLocaleString('en')}`,
  action: 'Look for an aggregate or a join in the columns of the model.',
});
