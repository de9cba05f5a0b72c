import { z } from 'zod';

/** The first line of a change pack. */
export const packHead = z.object({
  winnowChangePack: z.literal(1),
  dataset: z.string(),
  runId: z.string(),
  file: z.object({ name: z.string(), sha256: z.string() }),
  clean: z.object({ sha256: z.string(), rows: z.int() }),
  source: z.object({
    encoding: z.string(),
    delimiter: z.string(),
    quote: z.string(),
    header: z.boolean(),
    skip_lines: z.int(),
    first_header: z.string(),
  }),
  header: z.string().nullable().describe('The header line of the clean file; null where it has none.'),
  dropped: z.array(z.int()).describe('Cells of the file that the clean one leaves out, counted from 0.'),
});

export type PackHead = z.infer<typeof packHead>;

/** A line of a change pack: a record that is left out, a cell that is another, or cells that stand behind. */
export const packLine = z.union([
  z.object({ row: z.int(), line: z.int(), left: z.string(), rules: z.array(z.string()).optional() }),
  z.object({
    row: z.int(),
    line: z.int(),
    cell: z.int(),
    column: z.string(),
    old: z.string(),
    new: z.string(),
    step: z.string().optional(),
    decision: z.string().optional(),
    reason: z.string().nullish(),
    who: z.string().optional(),
    when: z.string().optional(),
  }),
  z.object({ row: z.int(), line: z.int(), derived: z.array(z.string()) }),
]);

export type PackLine = z.infer<typeof packLine>;
