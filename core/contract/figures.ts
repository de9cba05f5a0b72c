import { oc } from '@orpc/contract';
import { z } from 'zod';
import { authorName } from './author.ts';
import { anomalyLabels, sensitivities } from './detectors.ts';
import { errors } from './errors.ts';
import { filePath } from './file-path.ts';
import { condition } from './records.ts';

/** What is counted or summed. */
export const measure = z
  .strictObject({
    of: z
      .enum(['records', 'exceptions', 'sum', 'missing'])
      .describe('exceptions: the share of records that wait; missing: the share without a value; sum: of clean records.'),
    column: z.string().optional().describe('Of sum and missing.'),
  })
  .refine(({ of, column }) => (of === 'sum' || of === 'missing') === (column !== undefined), {
    error: 'sum and missing need a column, and the others take none',
  });

export type Measure = z.infer<typeof measure>;

const about = z.strictObject({
  dataset: filePath,
  date: z.string().optional().describe('The column of dates; default: the first.'),
  measure: measure.default({ of: 'records' }),
});

export const figuresQuery = about.extend({ sensitivity: z.enum(sensitivities).default('medium') });

export type FiguresQuery = z.output<typeof figuresQuery>;

const dayFigure = z.object({
  day: z.string(),
  value: z.number().nullable().describe('null for a share of no records.'),
  records: z.int(),
  expected: z.number().nullable(),
  low: z.number().nullable().describe('What is usual for such a day lies between these, found without the day itself.'),
  high: z.number().nullable(),
  score: z.number().nullable().describe('Typical distances from what is expected.'),
  sentence: z.string().nullable().describe('Of a day that is unusual: why.'),
  label: z.enum(anomalyLabels).nullable(),
});

export type DayOfFigures = z.infer<typeof dayFigure>;

export const figuresOverTime = z.object({
  dataset: z.string(),
  date: z.string(),
  dates: z.array(z.string()).describe('The columns of dates that there are.'),
  measure,
  undated: z.int().describe('Records without a date.'),
  outside: z.int().describe('Records so far from all others in time that they are left out.'),
  days: z.array(dayFigure),
});

export type FiguresOverTime = z.infer<typeof figuresOverTime>;

const period = z
  .strictObject({ from: z.iso.date(), to: z.iso.date() })
  .refine(({ from, to }) => from <= to, { error: 'a period begins before it ends' })
  .describe('Both days included.');

export const moveQuery = about.extend({ before: period, after: period });

export type MoveQuery = z.output<typeof moveQuery>;

const side = z.object({ value: z.number(), records: z.int() });

export const move = z.object({
  dataset: z.string(),
  date: z.string(),
  measure,
  before: side,
  after: side,
  sentence: z.string(),
  segments: z.array(
    z.object({
      sentence: z.string(),
      share: z.number().describe('Of the whole change; more than 1 where other segments moved against it.'),
      before: side,
      after: side,
      filter: z
        .array(condition)
        .describe('The records of the segment in the later period, or in the earlier one where the later has none.'),
    }),
  ),
});

export type Move = z.infer<typeof move>;

export const dayLabelInput = about.extend({
  day: z.iso.date(),
  label: z.enum(anomalyLabels).nullable().describe('null takes it away.'),
  author: authorName.optional(),
});

/** What a person says of a day, without who says it. */
export type DayLabel = Omit<z.output<typeof dayLabelInput>, 'author'>;

export const figures = {
  overTime: oc
    .route({
      method: 'POST',
      path: '/figures',
      summary: 'A figure of a dataset day by day, with what is usual for each weekday, day of the month and holiday',
    })
    .input(figuresQuery)
    .output(figuresOverTime)
    .errors(errors),
  moved: oc
    .route({
      method: 'POST',
      path: '/figures/moved',
      summary: 'Which segments explain how a figure moved from one period to another',
    })
    .input(moveQuery)
    .output(move)
    .errors(errors),
  label: oc
    .route({
      method: 'POST',
      path: '/figures/label',
      summary: 'Say what an unusual day is; what has a label no longer shapes what is usual',
    })
    .input(dayLabelInput)
    .output(z.object({ label: z.enum(anomalyLabels).nullable() }))
    .errors(errors),
};
