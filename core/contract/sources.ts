import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';
import { dialect, encoding } from './source.ts';

/** How a person wants a file to be read, in place of what was found out. */
export const sourceWishes = z.strictObject({
  encoding: encoding.optional(),
  delimiter: z.string().length(1).optional(),
  quote: z.string().length(1).optional(),
  header: z.boolean().optional(),
  skipLines: z.int().min(0).max(10_000).optional(),
  sheet: z.string().min(1).max(200).optional().describe('Of a workbook: the name of the sheet.'),
  types: z
    .record(z.string(), z.string())
    .default({})
    .describe('Types by column, in place of those proposed: `decimal`, `date d/M/yyyy`.'),
  nullWords: z
    .array(z.string().min(1).max(100))
    .max(100)
    .default([])
    .describe('Words that mean no value, besides NULL, N/A, None and NaN.'),
});

/** What a sample says of one column. */
export const columnProposal = z.object({
  name: z.string(),
  header: z.string(),
  type: z.string(),
  /** How its dates are written; null for other types. */
  format: z.string().nullable(),
  /** Two ways in which its dates can be read, where the cells cannot decide. */
  rivals: z.array(z.string()).nullable(),
  evidence: z.string(),
  /** Why digits stay text: a number would lose them, or nobody adds them up; null for any other column. */
  keptAsText: z.enum(['leading zeros', 'too many digits', 'identifier']).nullable(),
  /** Cells of the sample with a value, and those of them that are not of the type. */
  filled: z.int(),
  distinct: z.int(),
  /** Cells of the sample without any text, and those whose text is read as empty, by the text. */
  empty: z.int(),
  readAsEmpty: z.array(z.object({ word: z.string(), count: z.int() })),
  /** Values that look as if they stood for no value. */
  placeholders: z.array(z.object({ word: z.string(), count: z.int() })),
  misfits: z.int(),
  /** Where the first misfits are: places in the rows, which may lie behind those that are given. */
  misfitRows: z.array(z.int()),
});

/** The beginning of a file. */
export const sourcePreview = z.object({
  name: z.string(),
  path: z.string(),
  bytes: z.number(),
  sampled: z.int().describe('Records that were looked at.'),
  /** Records of the whole file, estimated from the sample unless that was everything. */
  records: z.int(),
  isWhole: z.boolean(),
  dialect,
  columns: z.array(columnProposal),
  rows: z.array(z.array(z.string())),
  misfitRows: z
    .array(z.object({ place: z.int(), cells: z.array(z.string()) }))
    .describe('Rows behind those in which a cell does not fit its column, of each column the first.'),
  problems: z.array(z.object({ line: z.int(), byteOffset: z.int(), reason: z.string() })),
  nullWords: z.array(z.string()).describe('Words that are read as empty, in small letters.'),
  workspace: z.string().describe('Where the workspace for this file goes.'),
  existing: z
    .object({
      pipeline: z.string(),
      version: z.int(),
      runs: z.int(),
      lastRunAt: z.string(),
      dataset: z.string().nullable().describe('The dataset that was read from this file; null where another file was.'),
    })
    .nullable()
    .describe('What is in that workspace already.'),
});

export type SourcePreview = z.infer<typeof sourcePreview>;

export const sources = {
  preview: oc
    .route({
      method: 'POST',
      path: '/sources/preview',
      summary: 'The first rows of a file, how it is to be read, and what its columns seem to be',
    })
    .input(
      z.strictObject({
        path: filePath,
        rows: z.int().min(1).max(1000).default(100),
        records: z.int().min(1).max(10_000).default(10_000).describe('How many records the columns are judged by.'),
        wishes: sourceWishes.prefault({}),
      }),
    )
    .output(sourcePreview)
    .errors(errors),
  infer: oc
    .route({ method: 'POST', path: '/sources/infer', summary: 'A pipeline.yaml proposed for a file' })
    .input(z.strictObject({ path: filePath, wishes: sourceWishes.prefault({}) }))
    .output(z.object({ yaml: z.string() }))
    .errors(errors),
};
