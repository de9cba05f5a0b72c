import { oc } from '@orpc/contract';
import { z } from 'zod';
import { chartKinds } from './chart-kinds.ts';
import { errors } from './errors.ts';
import { condition } from './records.ts';

/** What a person may narrow all charts by: a column of dates or of few words. */
export const chartFilter = z.object({
  dataset: z.string(),
  column: z.string(),
  type: z.string(),
  /** Its words, most frequent first; none for dates. */
  values: z.array(z.string()),
  least: z.string().nullable(),
  most: z.string().nullable(),
});

export type ChartFilterOffer = z.infer<typeof chartFilter>;

/** A chart that the pipeline declares. */
export const chart = z.object({
  id: z.string(),
  page: z.string().nullable().describe('The page of the dashboard that it is on; null for the first.'),
  title: z.string(),
  isWide: z.boolean().describe('Whether it takes the whole width of the page.'),
  kind: z.enum(chartKinds),
  x: z.string().nullable(),
  y: z.string().nullable(),
  series: z.string().nullable(),
  isMoney: z.boolean(),
  /** The dataset and column that x shows: where the rows behind each point are. */
  dataset: z.string().nullable(),
  column: z.string().nullable(),
  isPrefix: z.boolean().describe('Whether x is only how the column begins.'),
});

export type ChartDefinition = z.infer<typeof chart>;

/** Where a chart stands on the dashboard, and what it is called there. */
export const chartPlace = z.strictObject({
  id: z.string(),
  title: z.string().min(1).max(200),
  page: z.string().min(1).max(40).nullable().describe('null for the first page.'),
  isWide: z.boolean(),
});

export type ChartPlace = z.infer<typeof chartPlace>;

/** How the charts of a dashboard are to stand, and which go; those that are not named stay behind the others. */
export const chartArrangement = z.strictObject({
  places: z.array(chartPlace).max(1000),
  removed: z.array(z.string()).max(1000).default([]),
});

export type ChartArrangement = z.output<typeof chartArrangement>;

/** A chart as a person describes it. */
export const chartSpec = z.strictObject({
  table: z.string().describe('A dataset (its clean rows) or a model.'),
  kind: z.enum(chartKinds),
  measure: z.strictObject({
    of: z.enum(['rows', 'sum', 'average', 'smallest', 'largest', 'different']),
    column: z.string().optional().describe('What is measured; not needed for `rows`.'),
  }),
  by: z.string().optional().describe('The column along which figures are drawn; not needed for a single number.'),
  step: z.enum(['value', 'day', 'month', 'year']).default('value').describe('Of a date: what is taken together.'),
  series: z.string().optional().describe('A column that tells lines or bars apart.'),
  title: z.string().min(1).max(200).optional(),
  page: z.string().min(1).max(40).optional(),
});

export type ChartSpec = z.output<typeof chartSpec>;

const cells = z.array(z.array(z.union([z.string(), z.number(), z.null()])));

export const charts = {
  build: oc
    .route({
      method: 'POST',
      path: '/charts/build',
      summary: 'A chart from a description: its figures, and a pipeline.yaml with it added',
    })
    .input(z.strictObject({ yaml: z.string().max(1_000_000), spec: chartSpec }))
    .output(z.object({ chart, columns: z.array(z.string()), money: z.array(z.string()), rows: cells, yaml: z.string() }))
    .errors(errors),
  list: oc
    .route({ method: 'GET', path: '/charts', summary: 'The charts that the pipeline of the run that is shown declares' })
    .output(z.object({ currency: z.string().nullable(), charts: z.array(chart), filters: z.array(chartFilter) }))
    .errors(errors),
  propose: oc
    .route({
      method: 'GET',
      path: '/charts/proposal',
      summary: 'Charts that the clean records suggest, and the pipeline.yaml with them added',
    })
    .output(z.object({ titles: z.array(z.string()), yaml: z.string() }))
    .errors(errors),
  data: oc
    .route({
      method: 'POST',
      path: '/charts/{id}',
      summary: 'The figures of a chart, over all clean records or those that a filter leaves',
    })
    .input(
      z.strictObject({
        id: z.string(),
        filter: z
          .array(condition.extend({ dataset: z.string() }))
          .max(50)
          .default([]),
      }),
    )
    .output(
      z.object({
        columns: z.array(z.string()),
        before: z.number().nullable().describe('Of a single number, what it was in the run before.'),
        money: z.array(z.string()).describe('Those of the columns that are amounts of money.'),
        rows: cells,
      }),
    )
    .errors(errors),
};
