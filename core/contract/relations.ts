import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';

/** How the records of two datasets find each other by a reference. */
export const relationSides = z.object({
  dataset: z.string(),
  ruleId: z.string(),
  columns: z.array(z.string()),
  parent: z.string(),
  parentColumns: z.array(z.string()),
  filled: z.int().describe('Records that have a value in every column.'),
  matched: z.int().describe('Those whose values are in the other dataset.'),
  ifTrimmed: z.int().describe('Those that would be matched if spaces around did not count.'),
  ifFolded: z.int().describe('Those that would be matched if spaces around and capital letters did not count.'),
  unmatched: z.array(z.string()).describe('The most frequent values that are not in the other dataset.'),
  example: z.string().describe('A value that the other dataset has; empty where it has none.'),
  parents: z.int().describe('Different values that the other dataset has.'),
  childless: z.int().describe('Those of them to which no record refers.'),
  most: z.int().describe('How many records refer to the same value at the most.'),
  apart: z.int().describe('Matched records whose partners are all rejected or merged, so that models do not find them.'),
  repeated: z
    .int()
    .describe('Values that several records of the other dataset have: each record that refers to them finds more than one.'),
});

export type RelationSides = z.infer<typeof relationSides>;

/** A reference that is added to a dataset, or taken away by the id of its rule. */
export const referenceEdit = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('add'),
    columns: z.array(z.string()).min(1),
    dataset: z.string().describe('The dataset that is referred to.'),
    to: z.array(z.string()).min(1).optional().describe('Its columns; default: its key.'),
  }),
  z.strictObject({ kind: z.literal('remove'), columns: z.array(z.string()).min(1), dataset: z.string() }),
]);

export type ReferenceEdit = z.infer<typeof referenceEdit>;

export const relations = {
  list: oc
    .route({
      method: 'GET',
      path: '/relations',
      summary: 'How the records of the run that is shown refer to each other: matched, unmatched and repeated on both sides',
    })
    .output(z.array(relationSides))
    .errors(errors),
};
