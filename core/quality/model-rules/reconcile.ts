import { z } from 'zod';
import { identifier, sql } from '#core/sql/sql.ts';
import { modelRule } from './model-rule.ts';

/** A sum over a model is the same as one over clean records. */
export const reconcile = modelRule({
  name: 'reconcile',
  summary: 'The sum of `column` is the sum of the column `with` of the clean records of `dataset`, but for `tolerance`.',
  options: z.object({
    column: z.string(),
    dataset: z.string(),
    with: z.string(),
    tolerance: z.coerce.number().min(0).default(0),
  }),
  measure: ({ column, dataset, with: other }, table) => sql`
    select abs(to_places(
      (select total(${identifier(column)}) from ${table}) - (select total(${identifier(other)}) from ${identifier(`clean_${dataset}`)}), 6))`,
  sentence: (measured, limit, column) =>
    `the sum of ${column} differs from that of its source by ${measured}; expected at most ${limit}`,
  action: 'Look for rows that the model leaves out or counts twice.',
});
