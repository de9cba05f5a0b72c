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

/** An instant as the log writes it: in UTC, as many digits of a second as are given. */
const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => (text.endsWith('Z') ? text : new Date(text).toISOString()).replace(/Z$/, ''));

/** Which lines of the audit log are meant. */
const auditFilter = {
  type: z.string().optional().describe('Only lines of this type.'),
  runId: z.string().optional().describe('Only lines of this run.'),
  text: z
    .string()
    .max(1000)
    .optional()
    .describe('Only lines whose description holds this, whatever the case of its letters from A to Z.'),
  from: instant.optional().describe('Only lines from this instant on, ISO 8601.'),
  to: instant.optional().describe('Only lines before this instant, ISO 8601.'),
};

export type AuditFilter = z.infer<z.ZodObject<typeof auditFilter>>;

export const audit = {
  list: oc
    .route({ method: 'GET', path: '/audit', summary: 'Lines of the audit log in order' })
    .input(
      z.strictObject({
        after: z.coerce.number().int().min(0).default(0),
        ...auditFilter,
        newestFirst: z.stringbool().or(z.boolean()).default(false),
        limit: z.coerce.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(z.array(auditEntry))
    .errors(errors),
  types: oc
    .route({ method: 'GET', path: '/audit/types', summary: 'How many lines of each type the audit log has, most first' })
    .input(z.strictObject({ ...auditFilter, type: z.undefined().optional() }).default({}))
    .output(z.array(z.object({ type: z.string(), lines: z.int() })))
    .errors(errors),
  verify: oc
    .route({ method: 'GET', path: '/audit/verify', summary: 'Verify the hash chain of the audit log' })
    .output(z.object({ verified: z.int(), brokenAt: z.int().nullable(), head: z.string(), message: z.string() }))
    .errors(errors),
};
