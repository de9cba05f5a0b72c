import { z } from 'zod';
import { identifier } from '../dataset.ts';
import { modelTest } from '../examples.ts';

/** A select; what ends it elsewhere is no part of it. */
export const query = z.string().overwrite((text) => text.replace(/[\s;]+$/, ''));

const places = z.int().min(0).max(12);

/** What a column of a model holds, and what must hold for its values. */
export const modelColumn = z.strictObject({
  type: z.enum(['text', 'integer', 'decimal', 'date', 'timestamp', 'boolean']).optional(),
  scale: places.optional().describe('Decimal places: values are rounded to them, and written with all of them.'),
  required: z.boolean().optional().describe('Every row has a value; a rule of the model.'),
  unique: z.boolean().optional().describe('No value twice; a rule of the model.'),
  min: z.union([z.number(), z.string()]).optional().describe('A rule of the model.'),
  max: z.union([z.number(), z.string()]).optional().describe('A rule of the model.'),
  values: z.array(z.string()).min(1).optional().describe('The only values allowed; a rule of the model.'),
  description: z.string().max(2000).optional(),
});

/** A column that an SQL expression gives. */
export const computedColumn = modelColumn.extend({
  sql: query
    .optional()
    .describe('An SQL expression over the dataset and what is joined to it; default: the column of this name.'),
});

/** Pairs of columns that must be equal: those of the dataset, and those of the other table. */
export const columnPairs = z.record(z.string(), z.string()).refine((pairs) => Object.keys(pairs).length > 0, {
  error: 'needs at least one pair of columns',
});

/** A table that is joined to the dataset; rows without a partner stay. */
export const joined = z.strictObject({
  table: z.string().describe('A dataset, or a model before this one, with at most one row for each record.'),
  on: columnPairs.describe('Columns of the dataset, and the columns of the table that they equal.'),
});

/** Options that models of every kind have. */
export const modelBase = {
  name: identifier,
  description: z.string().max(2000).optional().describe('What a row stands for, for the data dictionary.'),
  tests: z
    .array(modelTest)
    .max(100)
    .default([])
    .describe('Records of files, and the rows that the model makes of them; `winnow test` runs them.'),
};
