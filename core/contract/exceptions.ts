import { oc } from '@orpc/contract';
import { z } from 'zod';
import { decisions } from './decisions.ts';
import { errors } from './errors.ts';

/** A record that waits for a person. */
export const exception = z.object({
  id: z.int(),
  dataset: z.string(),
  recordId: z.int(),
  fingerprint: z.string(),
  category: z.string(),
  stage: z.string(),
  details: z.string(),
  status: z.string(),
  since: z.enum(['new', 'persisting', 'regressed']).describe('How it stands to the runs before.'),
  isStructural: z.boolean(),
  file: z.string().describe('The name of the file that it comes from.'),
  line: z.int(),
  byteOffset: z.int(),
  rawData: z.string(),
});

export type Exception = z.infer<typeof exception>;

/** One rule that an exception breaks. */
export const violation = z.object({ ruleId: z.string(), severity: z.string(), reason: z.string() });

/** One cell that cleaning changed. */
export const change = z.object({ column: z.string(), step: z.string(), before: z.string(), after: z.string() });

export const exceptions = {
  ...decisions,
  list: oc
    .route({ method: 'GET', path: '/exceptions', summary: 'Records that wait for a person, with all their reasons' })
    .input(
      z.strictObject({
        dataset: z.string().optional(),
        rule: z.string().optional(),
        records: z
          .array(z.coerce.number().int())
          .max(1000)
          .optional()
          .describe('Only these records of the dataset, waiting or decided.'),
        after: z.coerce.number().int().min(0).default(0).describe('The id behind which the page begins.'),
        limit: z.coerce.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(z.object({ total: z.int(), exceptions: z.array(exception) }))
    .errors(errors),
  get: oc
    .route({ method: 'GET', path: '/exceptions/{id}', summary: 'One exception with every violation and every change' })
    .input(z.strictObject({ id: z.coerce.number().int() }))
    .output(exception.extend({ violations: z.array(violation), changes: z.array(change) }))
    .errors(errors),
};
