import { z } from 'zod';
import { detectorNames, numberScales, sensitivities } from '#core/contract/detectors.ts';

/** How unusual records of a dataset are looked for. */
export const anomalySettings = z.strictObject({
  columns: z
    .array(z.string())
    .min(1)
    .max(100)
    .optional()
    .describe('Columns of numbers that are looked at; default: all of them.'),
  by: z
    .array(z.string())
    .max(5)
    .default([])
    .describe('A record is compared with those that have the same values in these columns.'),
  method: z.enum(detectorNames).default('modified-z'),
  sensitivity: z.enum(sensitivities).default('medium'),
  scale: z
    .enum(numberScales)
    .default('auto')
    .describe(
      'Whether values are compared as they are or by their logarithms; auto: by their logarithms where all are positive and most are small.',
    ),
  patterns: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200).describe('What is odd about it, for people.'),
        when: z.string().describe('An expression over the columns that is true for such records.'),
        score: z.number().positive().max(1_000_000),
      }),
    )
    .max(50)
    .default([])
    .describe('Combinations that are odd in themselves; a record is unusual when their scores sum to the limit.'),
});

export type AnomalySettings = z.infer<typeof anomalySettings>;
