import { z } from 'zod';
import type { ModelKind } from './model-kind.ts';
import { modelBase, modelColumn, query } from './model-options.ts';

const options = z.strictObject({
  kind: z.literal('table').default('table'),
  ...modelBase,
  sql: query.describe('One select over clean_<dataset> tables and earlier models.'),
  key: z.array(z.string()).default([]).describe('Columns that together identify a row; a rule says that no row is there twice.'),
  columns: z
    .record(z.string(), modelColumn)
    .default({})
    .describe('What columns hold; what is not named keeps the type that the SQL gives it.'),
});

/** A model that is written as SQL. */
export const table: ModelKind<typeof options> = {
  summary: 'One select over clean datasets and the models before it.',
  options,
  problems: () => [],
  compile: ({ name, description, sql, key, columns }) => ({
    ...{ name, description, kind: 'table', sql, columns, key },
    references: [],
    looksUp: [],
    rules: [],
  }),
};
