import { eventIterator } from '@orpc/contract';
import { z } from 'zod';

/** What a test came to. */
const testResult = z.object({
  subject: z.string().describe('The model, or the dataset and the rule.'),
  name: z.string(),
  differences: z.array(z.string()).describe('What is other than expected; none where the test passes.'),
});

/** What the tests of a pipeline came to. */
export const testResults = z.object({ passed: z.int(), failed: z.int(), tests: z.array(testResult) });

export type TestResults = z.infer<typeof testResults>;

export const followedTests = eventIterator(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
    z.object({ kind: z.literal('done'), outcome: testResults }),
  ]),
);
