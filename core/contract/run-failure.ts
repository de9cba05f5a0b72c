import { z } from 'zod';

/** A part of a run that could not be done, where the run went on without it. */
export const runFailure = z.object({
  part: z.enum(['model', 'rule', 'reconciliation', 'export', 'table']),
  name: z.string(),
  reason: z.string().describe('Why, and what to do.'),
});

export type RunFailure = z.infer<typeof runFailure>;
