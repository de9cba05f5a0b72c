import { z } from 'zod';
import { authorName } from './author.ts';
import { selection } from './records.ts';

const reason = z.string().min(1).max(10_000);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day as yyyy-MM-dd');

/** One change for many records. */
export const bulkChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set'), column: z.string(), to: z.string().max(1_000_000) }),
  z.strictObject({
    kind: z.literal('map'),
    column: z.string(),
    map: z
      .record(z.string(), z.string().max(1_000_000))
      .describe('For texts of the column, as the cleaning steps leave them, the new ones.'),
  }),
  z.strictObject({
    kind: z.literal('example'),
    column: z.string(),
    examples: z
      .array(z.strictObject({ from: z.string().max(10_000), to: z.string().max(10_000) }))
      .min(1)
      .max(20)
      .describe('Texts before and after: the others are rewritten in the same way.'),
  }),
  z.strictObject({
    kind: z.literal('cells'),
    cells: z.record(z.string(), z.record(z.string(), z.string().max(1_000_000))).describe('New texts by record and column.'),
  }),
  z.strictObject({
    kind: z.literal('suggested'),
    rule: z.string().optional().describe('Only suggestions with which this rule passes.'),
  }),
  z.strictObject({ kind: z.literal('waived'), reason, expiresOn: day.optional().describe('The last day on which it holds.') }),
  z.strictObject({ kind: z.literal('rejected'), reason }),
  z.strictObject({ kind: z.literal('escalated'), reason }),
  z.strictObject({
    kind: z.literal('merged'),
    rule: z.string().describe('The rule about duplicates.'),
    keep: z
      .union([z.enum(['first', 'last', 'fullest']), z.int()])
      .default('last')
      .describe(
        'Which record of each group is kept: the first or last by the column, or in the file; the one with the most values; or the record of this number.',
      ),
    by: z.string().optional().describe('The column that says which is first or last.'),
    source: z
      .string()
      .optional()
      .describe('For a dataset of several files: the file whose records are kept in preference to others.'),
    fill: z
      .boolean()
      .optional()
      .describe('Whether empty cells of the record that is kept take the text of the next one that has a value there.'),
    cells: z
      .record(z.string(), z.int())
      .optional()
      .describe('Where one record is kept by its number: for each column, the number of the duplicate whose text it takes.'),
    reason: z.string().max(10_000).nullable().default(null),
  }),
]);

export type BulkChange = z.infer<typeof bulkChange>;

export const bulkInput = z.strictObject({
  selection: selection.omit({ what: true }).describe('Which exceptions are meant.'),
  change: bulkChange,
  remember: z.boolean().default(false).describe('Of set and map: do the same in later files.'),
  author: authorName.optional(),
});

export type BulkInput = z.infer<typeof bulkInput>;

/** One record of a bulk change. */
export const bulkRow = z.object({
  recordId: z.int(),
  before: z.record(z.string(), z.string()),
  after: z.record(z.string(), z.string()),
  outcome: z.enum(['clean', 'open', 'waived', 'rejected', 'merged', 'escalated', 'skipped']),
  why: z.string().nullable(),
});

export type BulkRow = Readonly<z.infer<typeof bulkRow>>;

/** What a bulk change did, or would do. */
export const bulkOutcome = z.object({
  batchNo: z.int().describe('0 where nothing was stored.'),
  matched: z.int(),
  applied: z.int(),
  clean: z.int().describe('Records that are clean with it.'),
  open: z.int().describe('Records that it helps, but that break another rule besides.'),
  skipped: z.int().describe('Records that it would not help, or would make break another rule.'),
  alongside: z.int().describe('Other records that change their state with it.'),
  worsened: z.int().describe('Those of them that are exceptions then.'),
  rows: z.array(bulkRow).describe('The first thousand.'),
});

export type BulkOutcome = Omit<z.infer<typeof bulkOutcome>, 'rows'> & { readonly rows: readonly BulkRow[] };
