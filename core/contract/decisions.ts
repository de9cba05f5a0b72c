import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { bulkInput, bulkOutcome } from './bulk.ts';
import { decisionLine } from './decision-lines.ts';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';
import { cluster, duplicates, facets, problem, problemValue, suggestion } from './problems.ts';
import { selection } from './records.ts';

const author = z.string().min(1).max(200).optional().describe('Default: the name that the system knows the person by.');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day as yyyy-MM-dd');
const cells = z.record(z.string(), z.string().max(1_000_000));
const recordOf = { dataset: z.string(), recordId: z.int().min(1) };

/** A person's decision about one record. */
export const decisionInput = z.strictObject({
  ...recordOf,
  kind: z.enum(['fixed', 'waived', 'rejected', 'escalated']),
  cells: cells.default({}).describe('Of a fix: the new text of each column.'),
  reason: z.string().max(10_000).nullable().default(null).describe('Needed for all but a fix.'),
  expiresOn: day.optional().describe('Of a waiver: the last day on which it holds.'),
  rules: z
    .array(z.string())
    .min(1)
    .max(1000)
    .optional()
    .describe('Of a waiver: the rules that it sets aside; default: all that are broken.'),
  remember: z.boolean().default(false).describe('Of a fix: rewrite the same texts in later files too.'),
  source: z.enum(['person', 'suggestion']).default('person'),
  author,
});

/** What came of a decision. */
export const decided = z.object({
  batchNo: z.int(),
  records: z.array(z.object({ dataset: z.string(), recordId: z.int(), state: z.int() })),
  alongside: z.int().describe('Other records that became clean, or exceptions, with it.'),
  worsened: z.int().describe('Those of them that are exceptions now.'),
});

/** Which decisions are taken back; the last batch where nothing is said. */
export const taken = z.strictObject({
  batchNo: z.int().optional(),
  fromBatch: z.int().optional().describe('Every batch from this one on.'),
  record: z
    .strictObject(recordOf)
    .optional()
    .describe('Of the batch only what concerns this record; without one, of the last that does.'),
  column: z.string().optional().describe('Of the record only this cell.'),
  preview: z.boolean().optional().describe('Only say what would come of it.'),
  author,
});

/** What undoing or redoing decisions came to; of its records the first thousand are listed. */
const takenBack = decided.extend({
  total: z.int().describe('Records that were changed, however many are listed.'),
  later: z.int().describe('Later decisions about the same records, which stay.'),
});

const followedBack = eventIterator(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
    z.object({ kind: z.literal('done'), outcome: takenBack }),
  ]),
);

export const decision = z.object({
  id: z.int(),
  batchNo: z.int(),
  dataset: z.string(),
  recordId: z.int(),
  kind: z.string(),
  cells: z.record(z.string(), z.object({ from: z.string(), to: z.string() })),
  details: z.object({
    rules: z.array(z.string()).readonly().optional(),
    expiresOn: z.string().optional(),
    into: z.int().optional(),
    columns: z.array(z.string()).readonly().optional(),
    broken: z.object({ rule: z.string(), reason: z.string() }).optional().describe('How a broken line was.'),
  }),
  source: z.string(),
  reason: z.string().nullable(),
  author: z.string(),
  decidedAt: z.string(),
  isUndone: z.boolean(),
});

const batch = z.object({
  batchNo: z.int(),
  label: z.string(),
  author: z.string(),
  decidedAt: z.string(),
  records: z.int(),
  undone: z.int().describe('How many of its decisions were taken back.'),
});

const comment = z.object({ text: z.string(), author: z.string(), writtenAt: z.string() });

const signature = z.object({
  author: z.string(),
  note: z.string().nullable(),
  signedAt: z.string(),
  voidedAt: z.string().nullable().describe('When a later decision made it void.'),
  counts: z.array(z.object({ kind: z.string(), reason: z.string().nullable(), count: z.int() })).readonly(),
});

const mapping = z.object({
  id: z.int(),
  dataset: z.string(),
  column: z.string(),
  from: z.string(),
  to: z.string(),
  author: z.string(),
  learnedAt: z.string(),
});

const meant = selection.omit({ what: true });
const route = (method: 'GET' | 'POST' | 'DELETE', path: `/${string}`, summary: string) =>
  oc.route({ method, path: `/exceptions${path}`, summary }).errors(errors);

/** Everything that is decided about exceptions. */
export const decisions = {
  lines: route(
    'GET',
    '/decisions/text',
    'The decisions that hold, as sorted lines of text that git can compare and merge',
  ).output(z.object({ text: z.string(), lines: z.int() })),
  take: route(
    'POST',
    '/decisions/text',
    'Take over decisions from lines of text; what contradicts those here is left, with the reason',
  )
    .input(z.strictObject({ text: z.string().max(100_000_000) }))
    .output(
      z.object({
        applied: z.int().describe('Records, and texts of columns, that were decided about.'),
        unchanged: z.int().describe('Those that were decided in the same way here.'),
        left: z.array(z.object({ line: decisionLine, why: z.string() })),
      }),
    ),
  try: route('POST', '/try', 'What a record would come to with some cells rewritten; nothing is stored')
    .input(z.strictObject({ ...recordOf, cells: cells.default({}) }))
    .output(
      z.object({
        passes: z.boolean(),
        texts: z.record(z.string(), z.string()).describe('The cells after the cleaning steps.'),
        problems: z.array(
          z.object({ ruleId: z.string(), severity: z.string(), columns: z.array(z.string()), reason: z.string() }),
        ),
        stale: z.array(z.string()).describe('Rules that only the next run can judge again.'),
      }),
    ),
  split: route('POST', '/split', 'The cells into which a rewritten broken line divides; nothing is stored')
    .input(z.strictObject({ ...recordOf, text: z.string().max(2_097_152) }))
    .output(
      z.object({
        cells: z.record(z.string(), z.string()).describe('By the columns of the file, as many as there are.'),
        extra: z.array(z.string()).describe('Cells that have no column.'),
        problem: z.string().nullable().describe('Why it is no record yet.'),
      }),
    ),
  suggest: route('POST', '/suggest', 'Suggested corrections of a record, the most likely first; each passes every rule')
    .input(z.strictObject({ ...recordOf, cells: cells.default({}) }))
    .output(z.array(suggestion)),
  decide: route('POST', '/decisions', 'Fix, waive, reject or escalate a record; it is checked again at once')
    .input(decisionInput)
    .output(decided),
  problems: route('POST', '/problems', 'The exceptions by the rules that they break, those first that clear most')
    .input(meant.extend({ measure: z.string().optional().describe('A column of numbers that says what records are worth.') }))
    .output(z.array(problem)),
  problemValues: route('POST', '/problems/values', 'What a rule says about the exceptions, each sentence with its number')
    .input(
      meant.extend({
        ruleId: z.string(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(1000).default(100),
      }),
    )
    .output(z.object({ total: z.int(), values: z.array(problemValue) })),
  facets: route('POST', '/facets', 'How many exceptions break each rule, and rules of each column, severity and category')
    .input(meant)
    .output(facets),
  clusters: route(
    'POST',
    '/clusters',
    'Groups of texts in a column that may mean the same, with the number of selected exceptions that hold each',
  )
    .input(
      meant.extend({
        column: z.string(),
        method: z.enum(['words', 'pairs', 'sound', 'letters']).default('words').describe('From strict to lax.'),
        distance: z.int().min(1).max(5).default(2).describe('Of letters: how many may differ.'),
      }),
    )
    .output(z.array(cluster)),
  preview: route('POST', '/many/preview', 'What a change of many records would do; nothing is stored')
    .input(bulkInput)
    .output(bulkOutcome),
  many: route('POST', '/many', 'Change many records at once and report progress; disconnecting cancels, and nothing changes')
    .input(bulkInput)
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
          z.object({ kind: z.literal('done'), outcome: bulkOutcome }),
        ]),
      ),
    ),
  import: route(
    'POST',
    '/import',
    'Import an exported queue that was edited elsewhere; conflicts are reported, and nothing is overwritten',
  )
    .input(z.strictObject({ dataset: filePath, path: filePath, isPreview: z.boolean().default(false), author }))
    .output(
      z.object({
        outcome: bulkOutcome,
        unchanged: z.int(),
        conflicts: z.array(z.object({ recordId: z.int(), why: z.string() })),
      }),
    ),
  duplicates: route('POST', '/duplicates', 'The records that share a unique value with one record, side by side')
    .input(z.strictObject({ ...recordOf, rule: z.string() }))
    .output(duplicates),
  addParent: route('POST', '/parents', 'Let a value count as one that a dataset holds; all records that refer to it pass')
    .input(
      z.strictObject({
        dataset: filePath,
        cells,
        reason: z.string().min(1).max(10_000),
        isPreview: z.boolean().default(false),
        author,
      }),
    )
    .output(decided),
  undo: route('POST', '/undo', 'Undo decisions: the last, a batch, a record of it, or all from one on')
    .input(taken)
    .output(takenBack),
  undoFollow: route(
    'POST',
    '/undo/follow',
    'Undo decisions, with progress as server-sent events; disconnecting stops it, and nothing is changed',
  )
    .input(taken)
    .output(followedBack),
  redo: route('POST', '/redo', 'Redo decisions that were undone').input(taken).output(takenBack),
  redoFollow: route(
    'POST',
    '/redo/follow',
    'Redo decisions, with progress as server-sent events; disconnecting stops it, and nothing is changed',
  )
    .input(taken)
    .output(followedBack),
  since: route('GET', '/since', 'How many exceptions are new since the run before, persist, came back, and are resolved')
    .input(z.strictObject({ dataset: filePath.optional() }).default({}))
    .output(
      z.object({
        runId: z.string().nullable(),
        fresh: z.int(),
        persisting: z.int(),
        regressed: z.int(),
        resolved: z.int(),
      }),
    ),
  decisions: route('GET', '/decisions', 'Every decision about records of the run that is shown').output(z.array(decision)),
  batches: route('GET', '/batches', 'What was decided together, newest first')
    .input(
      z.strictObject({
        limit: z.coerce.number().int().min(1).max(1000).default(200),
        before: z.coerce.number().int().optional().describe('Only batches with a smaller number.'),
      }),
    )
    .output(z.array(batch)),
  history: route('GET', '/history/{dataset}/{recordId}', 'Every decision and comment about a record')
    .input(z.strictObject({ dataset: filePath, recordId: z.coerce.number().int().min(1) }))
    .output(z.object({ decisions: z.array(decision), comments: z.array(comment) })),
  comment: route('POST', '/comments', 'Say something about a record; it stays with it in later runs')
    .input(z.strictObject({ ...recordOf, text: z.string().min(1).max(10_000), author }))
    .output(comment),
  mappings: route('GET', '/mappings', 'The corrections that were learned from decisions').output(z.array(mapping)),
  forget: route('DELETE', '/mappings/{id}', 'Forget a learned mapping')
    .input(z.strictObject({ id: z.coerce.number().int() }))
    .output(z.object({ isForgotten: z.boolean() })),
  signOff: route('POST', '/sign-off', 'Sign off the decisions of the run that is shown')
    .input(z.strictObject({ note: z.string().max(10_000).nullable().default(null), author }))
    .output(signature),
  signOffs: route('GET', '/sign-offs', 'The signatures under the run that is shown').output(z.array(signature)),
};
