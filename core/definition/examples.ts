import { z } from 'zod';

/** A cell as a test states it; nothing is an empty one. */
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const row = z.record(z.string(), cell);

/** A record of a rule's examples: its cells by column, or of a rule about one column that cell alone. */
const example = z.union([row, cell]);

/** Records that a rule must let pass, and records that it must find. */
export const ruleExamples = z.strictObject({
  good: z.array(example).max(1000).default([]).describe('Records that pass.'),
  bad: z.array(example).max(1000).default([]).describe('Records that the rule finds.'),
});

/** A test of a model: records of files, and the rows that the model makes of them. */
export const modelTest = z.strictObject({
  name: z.string().min(1).max(200),
  given: z
    .record(z.string(), z.array(row).max(1000))
    .describe('Records by dataset, as a file would hold them; datasets that are not named have none.'),
  expect: z.array(row).max(1000).describe('All rows of the model, in any order; columns that are not named may hold anything.'),
  run_date: z.iso.date().optional().describe('What `today` and `:run_date` stand for.'),
});

export type TestRow = z.infer<typeof row>;
export type ModelTest = z.infer<typeof modelTest>;
