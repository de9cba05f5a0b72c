import { oc } from '@orpc/contract';
import { z } from 'zod';
import { authorName } from './author.ts';
import { anomalyLabels, detectorNames, numberScales, sensitivities } from './detectors.ts';
import { errors } from './errors.ts';
import { exportFormats } from './export-format.ts';
import { filePath } from './file-path.ts';

/** A value or a record that is unusual among its peers. */
export const anomaly = z.object({
  kind: z.enum(['value', 'combination', 'pattern']),
  record: z.int(),
  column: z.string().describe('The column of the value; empty for a record as a whole.'),
  value: z.number().nullable(),
  score: z.number().describe('In the unit of the method; of a pattern, the sum of its scores.'),
  limit: z.number().describe('The score from which something is unusual.'),
  low: z.number().nullable().describe('What is usual lies between these, found without the value itself.'),
  high: z.number().nullable(),
  median: z.number().nullable(),
  peers: z.int().describe('Records that it is compared with.'),
  among: z.array(z.string()).describe('What they have in common, in the order of `by`.'),
  isLogarithmic: z.boolean().describe('Whether it is compared by its logarithm; limits and median are given as values.'),
  alsoBy: z.array(z.enum(detectorNames)).describe('Other methods that find it.'),
  sentence: z.string(),
  label: z.enum(anomalyLabels).nullable(),
});

export type Anomaly = z.infer<typeof anomaly>;

export const anomalyQuery = z.strictObject({
  dataset: filePath,
  columns: z.array(z.string()).min(1).max(100).optional().describe('Columns of numbers; default: as the pipeline says, or all.'),
  by: z.array(z.string()).max(5).optional().describe('Compare with records that have the same values here.'),
  method: z.enum(detectorNames).optional(),
  sensitivity: z.enum(sensitivities).optional(),
  scale: z.enum(numberScales).optional().describe('Of single values: as they are, or by their logarithms.'),
  only: z.enum(['patterns', 'numbers']).optional().describe('patterns: those of the pipeline; numbers: what the method finds.'),
  limit: z.int().min(1).max(100_000).default(200).describe('How many are given; all are counted.'),
});

export type AnomalyQuery = z.output<typeof anomalyQuery>;

export const anomalyList = z.object({
  dataset: z.string(),
  columns: z.array(z.string()),
  notLookedAt: z.array(z.string()).describe('Columns of numbers beyond the first hundred.'),
  by: z.array(z.string()),
  method: z.enum(detectorNames),
  sensitivity: z.enum(sensitivities),
  judged: z.int().describe('Values that were compared with others.'),
  notJudged: z
    .int()
    .describe(
      'Values with fewer than 20 peers, with peers that hardly differ, or without a logarithm; of combinations, records without some of the numbers.',
    ),
  patterns: z.int().describe('Records that fit patterns of the pipeline.'),
  numbers: z.int().describe('Values or combinations that the method finds.'),
  found: z.int().describe('Of these, how many are asked for.'),
  labelled: z.int().describe('Of those found, how many have a label.'),
  anomalies: z.array(anomaly).describe('The most unusual first; those of patterns before the others.'),
});

export type AnomalyList = z.infer<typeof anomalyList>;

export const anomalyExport = anomalyQuery.omit({ limit: true }).extend({
  path: filePath.describe('Beside the workspace where no folder is named; a name that ends in .gz is packed by gzip.'),
  format: z.enum(exportFormats).default('csv'),
  overwrite: z.boolean().default(false),
  spreadsheetSafe: z.boolean().default(false),
});

export type AnomalyExport = z.output<typeof anomalyExport>;

export const labelInput = z.strictObject({
  dataset: filePath,
  record: z.int().min(1),
  column: z.string().default('').describe('Empty for the record as a whole.'),
  label: z.enum(anomalyLabels).nullable().describe('null takes it away.'),
  author: authorName.optional(),
});

export const anomalies = {
  find: oc
    .route({
      method: 'POST',
      path: '/anomalies',
      summary: 'Values, combinations and patterns that are unusual among the records of a dataset, with limits and peers',
    })
    .input(anomalyQuery)
    .output(anomalyList)
    .errors(errors),
  export: oc
    .route({ method: 'POST', path: '/anomalies/export', summary: 'Write all of them to a file' })
    .input(anomalyExport)
    .output(z.object({ path: z.string(), rows: z.int() }))
    .errors(errors),
  label: oc
    .route({
      method: 'POST',
      path: '/anomalies/label',
      summary: 'Say what something unusual is; what has a label no longer shapes what is usual, in this run and later ones',
    })
    .input(labelInput)
    .output(z.object({ label: z.enum(anomalyLabels).nullable() }))
    .errors(errors),
};
