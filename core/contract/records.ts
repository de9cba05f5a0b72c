import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';

const cell = z.union([z.string(), z.number(), z.null()]);

/** One condition on a column; all conditions of a query must hold. */
export const condition = z.strictObject({
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
    'is built as',
    'is not built as',
    'has odd spaces',
    'is empty',
    'is not empty',
    'one of',
  ]),
  value: z.union([z.string(), z.number()]).default(''),
  values: z.array(cell).max(1000).default([]).describe('What `one of` allows; null is an empty cell.'),
});

/** Records by the rules that they break: any rule that fits everything given. */
export const breaks = z.strictObject({
  rules: z.array(z.string()).max(1000).optional().describe('Ids of rules.'),
  columns: z.array(z.string()).max(1000).optional(),
  severities: z.array(z.string()).max(10).optional(),
  dimensions: z.array(z.string()).max(10).optional(),
  categories: z.array(z.string()).max(10).optional(),
});

/** Which records are meant. */
export const selection = z.strictObject({
  dataset: filePath,
  what: z.enum(['raw', 'clean', 'exceptions', 'violations', 'changes']).default('clean'),
  filter: z.array(condition).max(50).default([]),
  breaks: breaks.optional(),
  status: z
    .enum(['open', 'fixed', 'waived', 'rejected', 'merged', 'escalated', 'auto', 'any'])
    .default('open')
    .describe('Of exceptions: their status. Escalated ones are open too; auto are those that learned mappings fixed.'),
  since: z
    .array(z.enum(['new', 'persisting', 'regressed']))
    .max(3)
    .optional()
    .describe('Of exceptions: what has changed since the last run: new, persisting or regressed.'),
  problem: z
    .strictObject({ rule: z.string(), reason: z.string() })
    .optional()
    .describe('Only records with this very sentence of a rule.'),
  only: z
    .enum(['passed', 'records', 'lines'])
    .optional()
    .describe(
      'Of clean rows: those that need no waiver. Of exceptions and raw rows: those told apart into cells; of exceptions: broken lines.',
    ),
  ids: z.array(z.int()).max(100_000).optional().describe('Only these records.'),
  search: z.string().max(1000).default('').describe('Text that any cell holds.'),
});

/** A page of rows that is asked for. */
export const pageQuery = selection.extend({
  sort: z
    .array(z.strictObject({ column: z.string(), direction: z.enum(['ascending', 'descending']).default('ascending') }))
    .max(10)
    .default([]),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

export type Selection = z.infer<typeof selection>;
export type PageQuery = z.infer<typeof pageQuery>;
export type Condition = z.infer<typeof condition>;
export type Breaks = z.infer<typeof breaks>;

/** A rule that a record of a page breaks. */
export const mark = z.object({
  row: z.int().describe('The place of the row in the page.'),
  columns: z.array(z.string()).describe('The columns that the rule is about; none for the shape of the record.'),
  ruleId: z.string(),
  severity: z.string(),
  reason: z.string(),
});

/** Rows as arrays, in the order of the columns. */
export const page = z.object({
  columns: z.array(z.string()),
  headers: z.array(z.string()).optional().describe('Of raw rows: how the file heads each column.'),
  ids: z.array(z.int()).describe('The number of each row in its file, or its own id for violations and changes.'),
  rows: z.array(z.array(cell)),
  marks: z.array(mark),
  total: z.int(),
});

export type Page = z.infer<typeof page>;

/** A column of a dataset as it stands in the run that is shown. */
export const columnProfile = z.object({
  name: z.string(),
  type: z.string(),
  scale: z.int().nullable(),
  isDerived: z.boolean(),
  /** Cells of the records that were read, each in one of three. */
  valid: z.int(),
  empty: z.int(),
  invalid: z.int(),
});

export type ColumnProfile = z.infer<typeof columnProfile>;

/** One cell of a record from the file to its value, with what is wrong. */
export const recordCell = z.object({
  column: z.string(),
  raw: z.string(),
  text: z.string().describe('What the cleaning steps made of it.'),
  steps: z.array(z.object({ step: z.string(), before: z.string(), after: z.string() })),
  problems: z.array(z.object({ ruleId: z.string(), severity: z.string(), reason: z.string() })),
});

/** One record with everything that is known of it. */
export const recordDetail = z.object({
  id: z.int(),
  dataset: z.string(),
  file: z.string(),
  path: z.string(),
  line: z.int(),
  byteOffset: z.int(),
  state: z.enum(['clean', 'exception', 'waived', 'rejected', 'merged', 'structural']),
  cells: z.array(recordCell),
  values: z
    .array(z.object({ column: z.string(), text: z.string(), isDerived: z.boolean() }))
    .describe('Of a clean record what its cells came to, computed columns last; none of any other.'),
  problems: z
    .array(z.object({ ruleId: z.string(), severity: z.string(), reason: z.string() }))
    .describe('What concerns no single column.'),
  lines: z
    .array(
      z.object({
        line: z.int(),
        byteOffset: z.int(),
        text: z.string(),
        bytes: z
          .string()
          .describe('As they stand in the file, their line end among them, in hexadecimal; empty where it is no CSV.'),
        isIt: z.boolean(),
      }),
    )
    .describe('The record and its neighbours; of very long ones the beginning.'),
  broken: z.string().nullable().describe('The whole text of a broken line.'),
});

export type RecordDetail = z.infer<typeof recordDetail>;

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
  get: oc
    .route({ method: 'GET', path: '/records/{dataset}/{id}', summary: 'One record: every cell, change, problem and its line' })
    .input(z.strictObject({ dataset: filePath, id: z.coerce.number().int().min(1) }))
    .output(recordDetail)
    .errors(errors),
  columns: oc
    .route({
      method: 'GET',
      path: '/records/{dataset}/columns',
      summary: 'The columns of a dataset with valid, empty and invalid cells counted',
    })
    .input(z.strictObject({ dataset: filePath }))
    .output(z.array(columnProfile))
    .errors(errors),
  spread: oc
    .route({
      method: 'POST',
      path: '/records/spread',
      summary: 'How many exceptions stand in each part of all raw rows, or of all exceptions',
    })
    .input(
      z.strictObject({
        dataset: filePath,
        what: z.enum(['raw', 'exceptions']),
        column: z.string().optional().describe('Only those with something wrong in this column.'),
        parts: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(z.object({ rows: z.int(), counts: z.array(z.int()).describe('One for each part, in the order of the file.') }))
    .errors(errors),
  find: oc
    .route({
      method: 'POST',
      path: '/records/find',
      summary: 'The next of the selected rows in which any cell contains a text',
    })
    .input(
      pageQuery.omit({ limit: true }).extend({
        text: z.string().min(1).max(1000),
        offset: z.int().min(0).describe('The place of the row to begin at.'),
        direction: z.enum(['forward', 'backward']).default('forward'),
      }),
    )
    .output(
      z.object({
        total: z.int().describe('Rows that hold it.'),
        found: z
          .object({
            place: z.int().describe('Of the row among those meant, from 0.'),
            id: z.int(),
            number: z.int().describe('Which of the rows that hold it, from 1.'),
            column: z.string().nullable().describe('The first column that holds it as it is shown.'),
          })
          .nullable()
          .describe('The first from there on, or from the other end where there is none; null where no row holds it.'),
      }),
    )
    .errors(errors),
  facet: oc
    .route({
      method: 'POST',
      path: '/records/facet',
      summary: 'The values of a column in the records meant, most frequent first',
    })
    .input(
      selection.extend({
        column: z.string(),
        starting: z.string().max(1000).default('').describe('Only values that hold this text.'),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(z.object({ values: z.array(z.object({ value: cell, count: z.int() })), distinct: z.int() }))
    .errors(errors),
  sum: oc
    .route({ method: 'POST', path: '/records/sum', summary: 'How many records are meant, and the sum of a column of numbers' })
    .input(selection.extend({ column: z.string().optional() }))
    .output(z.object({ count: z.int(), sum: z.string().nullable().describe('Exact, in units.') }))
    .errors(errors),
};
