import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { formatPercent } from './percent.ts';

/** Records that a changed definition would move, with the first of them by name. */
const movedRecords = z.object({
  count: z.int(),
  ids: z.array(z.int()).describe('Ids of the first 200.'),
  first: z
    .array(z.object({ id: z.int(), reasons: z.string() }))
    .describe('At most 20, with why each is an exception after the change, or was one before it.'),
});

/** What a changed definition would do to the run that is shown. Nothing of it is stored. */
export const plan = z.object({
  score: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
  datasets: z.array(
    z.object({
      dataset: z.string(),
      exceptions: z.object({ before: z.int(), after: z.int() }).describe('Records that wait for a person.'),
      isSameFile: z.boolean().describe('Whether its records are still those of the run that is shown.'),
      added: movedRecords.describe('Records that would become exceptions; empty if the file has changed.'),
      resolved: movedRecords.describe('Exceptions that would be resolved.'),
    }),
  ),
  differences: z
    .array(
      z.object({
        what: z.string(),
        before: z.number().nullable(),
        after: z.number().nullable(),
        note: z.string().nullable(),
      }),
    )
    .describe('Every account and rule whose figure would change.'),
});

export type Plan = z.infer<typeof plan>;

export const followedPlan = eventIterator(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
    z.object({ kind: z.literal('done'), outcome: plan }),
  ]),
);

/** What a plan comes to, in one sentence: "12 more exceptions and 3 fewer; score 96.1 → 95.4". */
export function planSentence({ datasets, score, differences }: Plan): string {
  const areMoved = datasets.some(({ added, resolved }) => added.count + resolved.count > 0);
  if (differences.length === 0 && !areMoved) return 'Nothing would change.';
  const sum = (pick: (dataset: Plan['datasets'][number]) => number): number =>
    datasets.reduce((total, dataset) => total + pick(dataset), 0);
  const known = datasets.every(({ isSameFile }) => isSameFile);
  const exceptions = known
    ? `+${sum(({ added }) => added.count).toLocaleString('en')} / −${sum(({ resolved }) => resolved.count).toLocaleString('en')} exceptions`
    : `${sum((one) => one.exceptions.before).toLocaleString('en')} → ${sum((one) => one.exceptions.after).toLocaleString('en')} exceptions`;
  return `${exceptions}, score ${scoreText(score.before)} → ${scoreText(score.after)}`;
}

function scoreText(score: number | null): string {
  return score === null ? '–' : formatPercent(score);
}
