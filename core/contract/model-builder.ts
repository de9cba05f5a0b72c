import { z } from 'zod';

const column = z.string().describe('`column` of the table, or `dataset.column` of one that is joined.');

/** A model as a person describes it. */
export const modelSpec = z.strictObject({
  table: z.string().describe('A dataset (its clean rows) or a model.'),
  joins: z.array(z.string()).max(20).default([]).describe('Datasets to which it refers, directly or through one before.'),
  by: z
    .array(z.strictObject({ column, step: z.enum(['value', 'day', 'month', 'year']).default('value') }))
    .max(20)
    .default([])
    .describe('One row for each combination of these.'),
  measures: z
    .array(
      z.strictObject({
        of: z.enum(['rows', 'sum', 'average', 'smallest', 'largest', 'different']),
        column: column.optional(),
      }),
    )
    .max(50)
    .default([]),
  where: z
    .array(
      z.strictObject({
        column,
        operator: z.enum(['equals', 'differs', 'at least', 'at most', 'is empty', 'is not empty']),
        value: z.string().max(10_000).default(''),
      }),
    )
    .max(20)
    .default([]),
});

export type ModelSpec = z.output<typeof modelSpec>;

/** What the SQL of a model gives over the clean rows of the run that is shown. */
export const modelTrial = z.object({
  sql: z.string(),
  columns: z.array(z.string()),
  scales: z.record(z.string(), z.int()).describe('Decimal places of columns that have them.'),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))).describe('The first twenty.'),
  count: z.int(),
  milliseconds: z.number(),
});

export type ModelTrial = z.infer<typeof modelTrial>;

/** What a model comes to, or why there is none. */
export const triedModel = z.object({ trial: modelTrial.nullable(), problem: z.string().nullable() });

const writtenModel = {
  name: z.string(),
  sql: z.string().max(100_000),
  scales: z.record(z.string(), z.int().min(0).max(12)).default({}).describe('Decimal places of columns.'),
};

/** A model that is added, whose SQL is changed, or that is removed. */
export const modelEdit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add'), ...writtenModel }),
  z.strictObject({ kind: z.literal('change'), ...writtenModel }),
  z.strictObject({ kind: z.literal('remove'), name: z.string() }),
]);

export type ModelEdit = z.infer<typeof modelEdit>;
