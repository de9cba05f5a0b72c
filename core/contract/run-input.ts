import { z } from 'zod';
import { filePath } from './file-path.ts';
import { skippableStage } from './progress.ts';

/** How a run is asked for. */
export const runInput = z.strictObject({
  pipeline: filePath.describe('The name of a shipped pipeline, or the path of a pipeline.yaml.').optional(),
  definition: z.string().max(1_000_000).optional().describe('The text of a pipeline.yaml, in place of its name.'),
  again: z.boolean().default(false).describe('The pipeline of the run that is shown, on the files that it read.'),
  inputs: z.record(z.string(), filePath).default({}).describe('Files by dataset, in place of those in the pipeline.'),
  headers: z
    .record(z.string(), z.record(z.string(), z.string().min(1).max(1000)))
    .default({})
    .describe('By dataset and column: the header under which files bear it from now on; the pipeline becomes a new version.'),
  outFolder: filePath.nullable().default(null).describe('Where the exports of the pipeline go; null writes none.'),
  runDate: z.iso
    .date('the run date must be a day such as 2024-12-31')
    .optional()
    .describe(
      'What `today` in rules and `:run_date` in SQL stand for; default: as the pipeline says for its own files, else the present day.',
    ),
  skipStages: z
    .array(skippableStage)
    .default([])
    .describe('Stages to skip. Such a run is partial: it has no score, and never replaces a complete one.'),
  onFailure: z
    .enum(['stop', 'continue'])
    .default('stop')
    .describe(
      'What to do when a model, reconciliation or export fails: stop and publish nothing, or continue without it and whatever depends on it.',
    ),
  batchRows: z
    .int()
    .min(100)
    .max(1_000_000)
    .optional()
    .describe('Records per batch; a run resumes after its last finished batch.'),
  memoryMb: z.int().min(64).max(65_536).optional().describe('Heap limit of the run thread, in MiB.'),
  compression: z
    .enum(['none', 'gzip'])
    .optional()
    .describe('How exports in text formats are packed, whatever the pipeline says.'),
  resume: z.boolean().default(false),
  replace: z
    .boolean()
    .default(false)
    .describe('Run even if the workspace holds another pipeline: a backup is made, and its rows and decisions are removed.'),
  overwrite: z
    .boolean()
    .default(false)
    .describe('Replace files in the way of an export that Winnow did not write, or that were changed since.'),
  ignoreSpace: z.boolean().default(false).describe('Start even if the estimate says that the disk is too small.'),
});
