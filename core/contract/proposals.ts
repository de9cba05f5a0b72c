import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

/** Something that seems to hold for a file, or a step that would tidy it: a person says whether it is so. */
export const proposal = z.object({
  id: z.string(),
  kind: z.enum(['rule', 'check', 'step']),
  columns: z.array(z.string()),
  sentence: z.string(),
  evidence: z.string().describe('The evidence for it, with counts.'),
  records: z.int().describe('Records that break the rule, or that the step would change.'),
  ids: z.array(z.int()).describe('Ids of the first 200.'),
  rows: z
    .object({ columns: z.array(z.string()), rows: z.array(z.object({ id: z.int(), cells: z.array(z.string()) })) })
    .describe('At most five of them, with the cells that matter.'),
  isLossless: z.boolean().describe('Whether it sets nothing aside and changes nothing that a person would miss.'),
  edit: z.record(z.string(), z.json()).describe('The rule, check or step as it stands in a definition.'),
});

export type Proposal = z.infer<typeof proposal>;

/** What seems to hold for each dataset. */
export const proposals = z.object({
  datasets: z.array(z.object({ dataset: z.string(), records: z.int(), proposals: z.array(proposal) })),
});

export type Proposals = z.infer<typeof proposals>;

export const followedProposals = eventIterator(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
    z.object({ kind: z.literal('done'), outcome: proposals }),
  ]),
);
