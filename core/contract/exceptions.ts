import { oc } from '@orpc/contract';
import { z } from 'zod';
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
  isStructural: z.boolean(),
  line: z.int(),
  byteOffset: z.int(),
  rawData: z.string(),
});

export type Exception = z.infer<typeof exception>;

/** One rule that an exception breaks. */
export const violation = z.object({ ruleId: z.string(), severity: z.string(), reason: z.string() });

/** One cell that cleaning changed. */
export const change = z.object({ column: z.string(), step: z.string(), before: z.string(), after: z.string() });

/** A person's decision about one record. */
export const decisionInput = z.object({
  dataset: z.string(),
  recordId: z.int().min(1),
  kind: z.enum(['fixed', 'waived', 'rejected']),
  cells: z.record(z.string(), z.string().max(1_000_000)).default({}).describe('Of a fix: the new text of each column.'),
  reason: z.string().max(10_000).nullable().default(null).describe('Needed to waive or reject.'),
  author: z.string().min(1).max(200).optional().describe('Default: the name that the system knows the person by.'),
});

/** What came of a decision. */
export const decided = z.object({
  batchNo: z.int(),
  records: z.array(z.object({ dataset: z.string(), recordId: z.int(), state: z.int() })),
  alongside: z.int().describe('Other records that became clean, or exceptions, with it.'),
});

export const exceptions = {
  try: oc
    .route({
      method: 'POST',
      path: '/exceptions/try',
      summary: 'What a record would come to with some cells written anew; nothing is stored',
    })
    .input(decisionInput.pick({ dataset: true, recordId: true, cells: true }))
    .output(
      z.object({
        passes: z.boolean(),
        texts: z.record(z.string(), z.string()).describe('The cells after the cleaning steps.'),
        problems: z.array(
          z.object({ ruleId: z.string(), severity: z.string(), columns: z.array(z.string()), reason: z.string() }),
        ),
      }),
    )
    .errors(errors),
  decide: oc
    .route({
      method: 'POST',
      path: '/exceptions/decisions',
      summary: 'Fix, waive or reject a record; it is checked again at once',
    })
    .input(decisionInput)
    .output(decided)
    .errors(errors),
  undo: oc
    .route({ method: 'POST', path: '/exceptions/undo', summary: 'Take the last decision back' })
    .input(decisionInput.pick({ author: true }))
    .output(decided)
    .errors(errors),
  redo: oc
    .route({ method: 'POST', path: '/exceptions/redo', summary: 'Let the decision that was taken back last hold again' })
    .input(decisionInput.pick({ author: true }))
    .output(decided)
    .errors(errors),
  since: oc
    .route({
      method: 'GET',
      path: '/exceptions/since',
      summary: 'How many exceptions are new since the run before, persist, and are resolved',
    })
    .output(z.object({ runId: z.string().nullable(), fresh: z.int(), persisting: z.int(), resolved: z.int() }))
    .errors(errors),
  decisions: oc
    .route({ method: 'GET', path: '/exceptions/decisions', summary: 'Every decision about records of the run that is shown' })
    .output(
      z.array(
        z.object({
          id: z.int(),
          batchNo: z.int(),
          dataset: z.string(),
          recordId: z.int(),
          kind: z.string(),
          cells: z.record(z.string(), z.object({ from: z.string(), to: z.string() })),
          reason: z.string().nullable(),
          author: z.string(),
          decidedAt: z.string(),
          isUndone: z.boolean(),
        }),
      ),
    )
    .errors(errors),
  list: oc
    .route({ method: 'GET', path: '/exceptions', summary: 'Records that wait for a person, with all their reasons' })
    .input(
      z.object({
        dataset: z.string().optional(),
        rule: z.string().optional(),
        after: z.coerce.number().int().min(0).default(0).describe('The id behind which the page begins.'),
        limit: z.coerce.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(z.object({ total: z.int(), exceptions: z.array(exception) }))
    .errors(errors),
  get: oc
    .route({ method: 'GET', path: '/exceptions/{id}', summary: 'One exception with every violation and every change' })
    .input(z.object({ id: z.coerce.number().int() }))
    .output(exception.extend({ violations: z.array(violation), changes: z.array(change) }))
    .errors(errors),
};
