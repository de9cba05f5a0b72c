import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { recordWrites } from './record-writes.ts';
import { condition } from './records.ts';

const value = z.union([z.string(), z.number(), z.null()]);

/** A row by the names of its columns, with its `id`: of a dataset and of facts the number of the record. */
export const dataRow = z.record(z.string(), value);

/** A table of the run that is shown: the clean rows of a dataset, or a model. */
export const dataTable = z.object({
  name: z.string(),
  kind: z.enum(['dataset', 'table', 'dimension', 'fact', 'calendar']),
  description: z.string().nullable(),
  rows: z.int(),
  key: z.array(z.string()).describe('Columns that identify a row; none where the definition does not say.'),
  columns: z.array(
    z.object({ name: z.string(), scale: z.int().nullable(), type: z.string().describe('`any` where nothing is said of it.') }),
  ),
  references: z.array(z.object({ columns: z.array(z.string()), table: z.string(), to: z.array(z.string()) })),
  rowsOf: z.string().nullable().describe('The dataset whose records its rows are, one each.'),
  sql: z.string().nullable().describe('The select that makes it; null for a dataset.'),
  usedBy: z.array(z.string()).describe('Models that read it.'),
  checks: z.array(
    z.object({
      id: z.string(),
      severity: z.string(),
      status: z.enum(['passed', 'failed', 'not applicable']),
      sentence: z.string(),
      listsRows: z.boolean().describe('Whether the rows that fail can be asked for by `breaks`.'),
    }),
  ),
});

export type DataTable = z.infer<typeof dataTable>;

const pageInput = z.strictObject({
  name: z.string().describe('A dataset or a model.'),
  filter: z
    .array(condition)
    .max(50)
    .default([])
    .describe('All conditions must hold: `filter[0][column]=region&filter[0][operator]=equals&filter[0][value]=North`.'),
  breaks: z.string().optional().describe('Of a model: only rows that break the rule of this id.'),
  search: z.string().max(1000).default('').describe('Text that any cell holds.'),
  order: z
    .string()
    .max(1000)
    .default('')
    .describe('Columns, separated by commas; one with `-` before it is descending: `-order_date,order_id`.'),
  cursor: z.string().max(100_000).optional().describe('`next` of the page before; ask with the same order and filter.'),
  offset: z.coerce.number().int().min(0).default(0).describe('Rows to skip; a cursor is faster far down.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export type DataQuery = z.infer<typeof pageInput>;

/** Rows of a table, and where the next page begins. */
export const dataPage = z.object({
  columns: z.array(z.string()),
  rows: z.array(dataRow),
  total: z.int().describe('Rows that the filter leaves, on all pages.'),
  next: z.string().nullable().describe('The cursor of the next page; null on the last.'),
});

/** The records that a row of a model was made from. */
export const recordsBehind = z.object({
  dataset: z.string().nullable().describe('The dataset of the records; null where they cannot be told.'),
  ids: z.array(z.int()).describe('The numbers of the records.'),
  reason: z.string().nullable().describe('Why they cannot be told.'),
});

export type RecordsBehind = z.infer<typeof recordsBehind>;

export const data = {
  tables: oc
    .route({
      method: 'GET',
      path: '/data',
      summary: 'The tables of the run that is shown: datasets with their clean rows, and models',
    })
    .output(z.array(dataTable))
    .errors(errors),
  page: oc
    .route({
      method: 'GET',
      path: '/data/{name}',
      summary: 'Rows of a dataset (clean) or a model: filtered, in order, page by page',
    })
    .input(pageInput)
    .output(dataPage)
    .errors(errors),
  row: oc
    .route({
      method: 'GET',
      path: '/data/{name}/{key}',
      summary: 'One row of a dataset or model by its key, with its ETag',
      outputStructure: 'detailed',
    })
    .input(
      z.strictObject({
        name: z.string(),
        key: z
          .string()
          .describe('The value of the key; of several columns a JSON list. Where there is no key, the `id` of the row.'),
      }),
    )
    .output(z.object({ headers: z.object({ etag: z.string() }), body: dataRow }))
    .errors(errors),
  ...recordWrites,
  behind: oc
    .route({
      method: 'GET',
      path: '/data/{name}/{id}/records',
      summary: 'The records that a row of a model was made from, by its `id`',
    })
    .input(z.strictObject({ name: z.string(), id: z.coerce.number().int() }))
    .output(recordsBehind)
    .errors(errors),
  paths: oc
    .route({
      method: 'GET',
      path: '/paths',
      summary: 'Further paths of tables that the pipeline declares, such as /customers for a dataset',
    })
    .output(z.record(z.string(), z.string()).describe('The table of each path.'))
    .errors(errors),
};
