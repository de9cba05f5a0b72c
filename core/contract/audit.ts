import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';

/** One line of the audit log. */
export const auditEntry = z.object({
  id: z.int(),
  runId: z.string().nullable(),
  type: z.string(),
  description: z.string(),
  count: z.int().nullable(),
  timestamp: z.string(),
  prevHash: z.string(),
  hash: z.string(),
});

export const audit = {
  list: oc
    .route({ method: 'GET', path: '/audit', summary: 'Lines of the audit log in order' })
    .input(
      z.object({
        after: z.coerce.number().int().min(0).default(0),
        type: z.string().optional().describe('Only lines of this type.'),
        newestFirst: z.stringbool().or(z.boolean()).default(false),
        limit: z.coerce.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(z.array(auditEntry))
    .errors(errors),
  verify: oc
    .route({ method: 'GET', path: '/audit/verify', summary: 'Verify the hash chain of the audit log' })
    .output(z.object({ verified: z.int(), brokenAt: z.int().nullable(), head: z.string(), message: z.string() }))
    .errors(errors),
};
