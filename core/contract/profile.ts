import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';
import { condition, selection } from './records.ts';
import { rulePack } from './rule-packs.ts';
import { sourceWishes } from './sources.ts';

const counted = z.object({ value: z.string(), count: z.int() });

/** What the numbers of a column come to, in units of the column. */
const numberFigures = z.object({
  mean: z.number(),
  deviation: z.number().nullable().describe('The standard deviation of a sample (divided by n − 1); null for one value.'),
  sum: z.number(),
  zeros: z.int(),
  negatives: z.int(),
  quantiles: z
    .array(z.object({ share: z.number(), value: z.number() }))
    .describe('For each share of the values the value that so many are below; between two values in proportion.'),
  rankError: z
    .number()
    .describe(
      '0 where the quantiles are exact; otherwise the share of the values by which a quantile may be off, 99 times in 100.',
    ),
  histogram: z.object({
    scale: z.enum(['linear', 'logarithmic']),
    bins: z
      .array(z.object({ from: z.number().nullable(), to: z.number().nullable(), count: z.int() }))
      .describe('Values from `from` up to, but not including, `to`; null is without end. The counts are exact.'),
  }),
  fractions: z.int().describe('Values between 0 and 1.'),
  wholes: z.int().describe('Whole numbers from 1.'),
  fences: z
    .object({ low: z.number(), high: z.number(), below: z.int(), above: z.int() })
    .nullable()
    .describe(
      'One and a half times the middle half beyond its ends (Tukey), and how many values lie outside; null with fewer than 20 values.',
    ),
});

const dayFigures = z.object({
  months: z.array(z.object({ month: z.string(), count: z.int() })).describe('Of each month that has any, in order.'),
  bins: z
    .array(z.object({ from: z.string().nullable(), to: z.string().nullable(), count: z.int() }))
    .describe('Days from the first of the month `from` to before that of `to`; null is without end.'),
  weekdays: z.array(z.int()).length(7).describe('From Monday to Sunday.'),
  future: z.int().describe('Days after the date that the profile was made for.'),
});

/** What one column holds. Every record is missing, unread or filled. */
export const columnFigures = z.object({
  name: z.string(),
  header: z.string(),
  type: z.string(),
  scale: z.int().nullable(),
  isPersonal: z.boolean().describe('Whether it seems to hold personal data, which reports mask.'),
  missing: z.int(),
  unread: z.int().describe('Values that do not fit the type.'),
  filled: z.int().describe('Values that fit.'),
  distinct: z.int().describe('Different values among those filled.'),
  isExact: z
    .boolean()
    .describe(
      'Whether `distinct` and the counts of values are exact; otherwise the first is an estimate, and the counts are at least.',
    ),
  once: z.int().nullable().describe('Values that stand in one record only; null where it was not counted.'),
  lowest: z.string().nullable(),
  highest: z.string().nullable(),
  top: z.array(counted).describe('The most frequent values.'),
  rare: z.array(counted).describe('The least frequent values of a column with few.'),
  unreadTop: z.array(counted).describe('The most frequent of the values that do not fit.'),
  variants: z
    .array(z.object({ values: z.array(counted), records: z.int() }))
    .describe('Spellings that differ in case, spaces or punctuation only; `records` have not the commonest.'),
  oddSpaces: z.int().describe('Values with no-break, doubled, leading or trailing spaces.'),
  lengths: z.object({ shortest: z.int(), longest: z.int(), mean: z.number() }).nullable(),
  patterns: z
    .array(z.object({ pattern: z.string(), count: z.int(), example: z.string() }))
    .describe('How texts are built: A a letter, a a small one, 9 a digit; + after one stands for any number of them.'),
  numbers: numberFigures.nullable(),
  days: dayFigures.nullable(),
});

export type ColumnFigures = z.infer<typeof columnFigures>;

/** Something that a person should know of a column, the most useful first. */
export const profileFinding = z.object({
  kind: z.enum([
    'unread',
    'nearly unique',
    'duplicate records',
    'spellings',
    'pattern',
    'odd spaces',
    'mixed units',
    'future',
    'far values',
    'missing together',
    'correlated',
    'constant',
    'empty',
  ]),
  columns: z.array(z.string()),
  sentence: z.string(),
  detail: z.string(),
  records: z.int().nullable().describe('How many records it concerns; null where it is about all.'),
  filter: z.array(condition).nullable().describe('The condition that selects them, where there is one.'),
});

export type ProfileFinding = z.infer<typeof profileFinding>;

/** What a dataset holds, column by column. */
export const datasetProfile = z.object({
  dataset: z.string(),
  records: z.int(),
  broken: z.int().describe('Lines that could not be told apart into cells; they are in no column.'),
  isWhole: z.boolean().describe('Whether every record was looked at.'),
  today: z.string().describe('The date after which days lie in the future.'),
  columns: z.array(columnFigures),
  duplicates: z
    .object({ records: z.int(), among: z.int() })
    .describe('Records that repeat an earlier one in every cell, among the first so many.'),
  missingTogether: z.array(z.object({ columns: z.array(z.string()), records: z.int() })),
  correlations: z
    .object({ records: z.int(), pairs: z.array(z.object({ a: z.string(), b: z.string(), r: z.number() })) })
    .describe('Pearson correlations of columns of numbers, in a sample of so many records; the strongest.'),
  findings: z.array(profileFinding),
});

export type DatasetProfile = z.infer<typeof datasetProfile>;

/** Something that differs between two profiles of a column. */
export const drift = z.object({
  column: z.string(),
  kind: z.enum(['missing', 'unread', 'numbers', 'values', 'new values', 'pattern', 'type', 'new column', 'gone']),
  sentence: z.string(),
  size: z
    .number()
    .describe('How much, from 0 to 1: a share that moved, a distance of Kolmogorov and Smirnov, or a stability index.'),
});

export type Drift = z.infer<typeof drift>;

const profiledRows = z.strictObject({ dataset: filePath, what: z.enum(['raw', 'clean', 'exceptions']).default('raw') });

const profiledRun = z.object({ runId: z.string(), runNo: z.int(), startedAt: z.string() });

/** A rule that the data suggest. */
export const minedRule = z.object({
  id: z.string(),
  rule: z
    .record(z.string(), z.json())
    .describe('Its kind and options, as a pipeline states them; empty for a check on the whole dataset.'),
  check: z.record(z.string(), z.json()).nullable().describe('A check on the whole dataset, as a pipeline states it.'),
  columns: z.array(z.string()),
  sentence: z.string(),
  records: z.int(),
  failed: z.int().describe('How many of the records break it.'),
  failing: z.array(z.int()).describe('The first of them by their numbers, at most 200.'),
  usefulness: z.number(),
});

export type MinedRule = z.infer<typeof minedRule>;

const followedProfile = eventIterator(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('progress'), done: z.int(), total: z.int().describe('0 where nobody knows.') }),
    z.object({ kind: z.literal('done'), outcome: datasetProfile }),
  ]),
);

export const profiles = {
  file: oc
    .route({
      method: 'POST',
      path: '/profiles/file',
      summary: 'What each column of a file holds, read to its end; progress in bytes as server-sent events',
    })
    .input(
      z.strictObject({
        path: filePath,
        wishes: sourceWishes.prefault({}),
        records: z.int().min(1).optional().describe('Only the first so many; default: all.'),
      }),
    )
    .output(followedProfile)
    .errors(errors),
  rows: oc
    .route({
      method: 'POST',
      path: '/profiles/rows',
      summary: 'What each column holds in the raw, clean or exception rows meant; progress in rows as server-sent events',
    })
    .input(selection)
    .output(followedProfile)
    .errors(errors),
  distinct: oc
    .route({
      method: 'POST',
      path: '/profiles/distinct',
      summary: 'How many different values a column has, counted one by one where a profile only estimates them',
    })
    .input(selection.extend({ column: z.string() }))
    .output(z.object({ distinct: z.int() }))
    .errors(errors),
  kept: oc
    .route({
      method: 'POST',
      path: '/profiles/kept',
      summary: 'The runs of which a profile of these rows is kept; it is kept whenever all of them are profiled',
    })
    .input(profiledRows)
    .output(z.array(profiledRun))
    .errors(errors),
  compare: oc
    .route({
      method: 'POST',
      path: '/profiles/compare',
      summary: 'What differs between the profile of the run that is shown and that of an earlier one, without the old data',
    })
    .input(profiledRows.extend({ runId: z.string() }))
    .output(z.object({ before: z.object({ records: z.int() }), after: z.object({ records: z.int() }), drift: z.array(drift) }))
    .errors(errors),
  rules: oc
    .route({
      method: 'POST',
      path: '/profiles/rules',
      summary:
        'Rules that the records of a dataset suggest, or those of a pack that fit its columns, with how many records break each',
    })
    .input(
      z.strictObject({
        dataset: filePath,
        pack: rulePack.optional().describe('A ready-made set of rules; default: what the records suggest.'),
      }),
    )
    .output(z.array(minedRule))
    .errors(errors),
  report: oc
    .route({ method: 'POST', path: '/profiles/report', summary: 'Write such a profile as one HTML file that needs no other' })
    .input(
      z.strictObject({
        rows: selection,
        path: filePath,
        overwrite: z.boolean().default(false),
        showPersonal: z.boolean().default(false).describe('Show values of columns that seem to hold personal data.'),
      }),
    )
    .output(z.object({ path: z.string(), bytes: z.int() }))
    .errors(errors),
};
