import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';

/** One condition on a column; all conditions of a query must hold. */
export const condition = z.object({
  column: z.string(),
  operator: z.enum([
    'equals',
    'differs',
    'less',
    'at most',
    'greater',
    'at least',
    'contains',
    'starts with',
    'is empty',
    'is not empty',
  ]),
  value: z.union([z.string(), z.number()]).default(''),
});

/** A page of rows that is asked for. */
export const pageQuery = z.object({
  dataset: filePath,
  what: z.enum(['raw', 'clean', 'exceptions', 'violations', 'changes']).default('clean'),
  filter: z.array(condition).max(50).default([]),
  sort: z
    .array(z.object({ column: z.string(), direction: z.enum(['ascending', 'descending']).default('ascending') }))
    .max(10)
    .default([]),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export type PageQuery = z.infer<typeof pageQuery>;
export type Condition = z.infer<typeof condition>;

/** Rows as arrays, in the order of the columns. */
export const page = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  total: z.int(),
});

export type Page = z.infer<typeof page>;

export const records = {
  page: oc
    .route({
      method: 'POST',
      path: '/records',
      summary: 'A page of raw, clean, exception, violation or change rows, filtered and sorted',
    })
    .input(pageQuery)
    .output(page)
    .errors(errors),
};
