import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';
import { followedProposals } from './proposals.ts';
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

export type SourceWishes = z.output<typeof sourceWishes>;

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
      datasets: z.int().describe('How many datasets its run read.'),
    })
    .nullable()
    .describe('What is in that workspace already.'),
});

export type SourcePreview = z.infer<typeof sourcePreview>;

/** A file, and how a person wants it to be read. */
const wishedFile = z.strictObject({ path: filePath, wishes: sourceWishes.prefault({}) });

/** A column that refers to the key of another dataset, and how often its values are found there. */
export const relation = z.object({
  dataset: z.string(),
  column: z.string(),
  parent: z.string(),
  parentColumn: z.string(),
  filled: z.int().describe('Records that have a value there, of those that were looked at.'),
  matched: z.int().describe('Those of them whose value is in the other dataset.'),
  alike: z.int().describe('Those whose value would be, if case, spaces and leading zeros did not count.'),
  unmatched: z.array(z.string()).describe('Values that are not found, a few of them.'),
  sentence: z.string(),
  isSure: z.boolean().describe('Whether nine of ten values are found, so that it is proposed without asking.'),
});

export type Relation = z.infer<typeof relation>;

/** How files belong together. */
export const relatedFiles = z.object({
  name: z.string(),
  workspace: z.string().describe('Where the workspace for these files goes.'),
  existing: sourcePreview.shape.existing,
  files: z.array(
    z.object({
      path: z.string(),
      name: z.string(),
      dataset: z.string(),
      columns: z.int(),
      records: z.int(),
      isWhole: z.boolean(),
    }),
  ),
  relations: z.array(relation),
  isOneShape: z.boolean().describe('Whether all have the same columns, so that they may be one dataset.'),
});

export type RelatedFiles = z.infer<typeof relatedFiles>;

/** How another file fits a dataset of the run that is shown. */
export const deliveryFit = z.object({
  dataset: z.string(),
  matched: z.int().describe('Columns of the dataset that the file has under their names.'),
  columns: z.int(),
  missing: z.array(
    z.object({
      column: z.string(),
      proposals: z
        .array(z.object({ header: z.string(), confidence: z.number() }))
        .describe('Columns of the file that may hold it under another name, by what they hold and how they are called.'),
    }),
  ),
  extra: z.array(z.string()).describe('Headers of the file that no column of the dataset takes.'),
});

export type DeliveryFit = z.infer<typeof deliveryFit>;

const mostFiles = 50;

/** Files that a pipeline is proposed for. */
const inferInput = wishedFile.extend({
  others: z.array(wishedFile).max(mostFiles).default([]).describe('More files, each of which becomes a dataset too.'),
  references: z
    .array(relation.pick({ dataset: true, column: true, parent: true, parentColumn: true }))
    .max(1000)
    .optional()
    .describe('References to declare; default: those that nine of ten values keep.'),
});

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
    .route({
      method: 'POST',
      path: '/sources/infer',
      summary: 'A pipeline.yaml proposed for a file, or for several that refer to each other',
    })
    .input(inferInput)
    .output(z.object({ yaml: z.string() }))
    .errors(errors),
  propose: oc
    .route({
      method: 'POST',
      path: '/sources/proposals',
      summary:
        'Rules and cleaning steps suggested for files before their first run, each with the records that break it; progress as server-sent events',
    })
    .input(inferInput)
    .output(followedProposals)
    .errors(errors),
  relate: oc
    .route({
      method: 'POST',
      path: '/sources/relate',
      summary: 'What files become together: a dataset each, and which columns refer to which',
    })
    .input(z.strictObject({ files: z.array(wishedFile).min(1).max(mostFiles) }))
    .output(relatedFiles)
    .errors(errors),
  fit: oc
    .route({
      method: 'POST',
      path: '/sources/fit',
      summary: 'How the columns of a file fit the pipeline of the run that is shown, and which seem to have been renamed',
    })
    .input(z.strictObject({ path: filePath }))
    .output(deliveryFit.nullable().describe('null where no dataset has a column in common with it.'))
    .errors(errors),
};
