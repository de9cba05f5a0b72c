import { oc } from '@orpc/contract';
import { z } from 'zod';
import { authorName } from './author.ts';
import { errors } from './errors.ts';

const cell = z.union([z.string().max(1_000_000), z.number(), z.boolean(), z.null()]);

const problem = z.object({ ruleId: z.string(), severity: z.string(), columns: z.array(z.string()), reason: z.string() });

export type WriteProblem = z.infer<typeof problem>;

/** What a write came to. */
export const written = z.object({
  id: z.int().describe('The number of the record.'),
  row: z
    .record(z.string(), z.union([z.string(), z.number(), z.null()]))
    .nullable()
    .describe('The row as it is now; null where it was deleted.'),
  batchNo: z.int().describe('What undoes it: POST /exceptions/undo with this number.'),
  alongside: z.int().describe('Other records that became clean, or exceptions, with it.'),
  worsened: z.int().describe('Those of them that are exceptions now.'),
});

export type Written = z.infer<typeof written>;

const writeErrors = {
  ...errors,
  FORBIDDEN: { status: 403, message: 'The pipeline does not allow this.' },
  CHANGED: { status: 412, message: 'The row is another one by now.' },
  REFUSED: {
    status: 422,
    message: 'The record would break a rule.',
    data: z.object({ problems: z.array(problem) }),
  },
} as const;

const address = z.object({ name: z.string().describe('A dataset.'), key: z.string().describe('As for GET.') });
const headers = z.object({
  'if-match': z.string().optional().describe('The ETag of the row as it was read; where it is another by now, nothing is done.'),
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A request that is sent again under the same key gets the same answer, and is done once.'),
});
const query = z.object({ author: authorName.optional(), reason: z.string().min(1).max(10_000).optional() });
const answer = z.object({ headers: z.object({ etag: z.string().optional() }), body: written });

const about =
  'where the pipeline allows it (`records:` of the dataset); the rules of the pipeline judge it, and it can be undone';
const route = (method: 'PATCH' | 'PUT' | 'DELETE', summary: string) =>
  oc
    .route({ method, path: '/data/{name}/{key}', summary, inputStructure: 'detailed', outputStructure: 'detailed' })
    .output(answer)
    .errors(writeErrors);

/** Changes of single clean records, as decisions that can be undone. */
export const recordWrites = {
  update: route('PATCH', `Change cells of a clean record, ${about}`).input(
    z.object({ params: address, headers, query, body: z.record(z.string(), cell) }),
  ),
  replace: route('PUT', `Write all cells of a clean record, ${about}; cells that are not named become empty`).input(
    z.object({ params: address, headers, query, body: z.record(z.string(), cell) }),
  ),
  remove: route('DELETE', `Reject a clean record, which stays in the workspace, ${about}`).input(
    z.object({ params: address, headers, query }),
  ),
};
