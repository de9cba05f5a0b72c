import { z } from 'zod';
import { chartKinds } from '#core/contract/chart-kinds.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import { datasetDefinition, identifier } from './dataset.ts';
import { exportDefinition, type FileExport, type TableExport } from './export-definition.ts';
import { modelDefinition } from './models/compile-models.ts';
import type { Model } from './models/model.ts';
import { query } from './models/model-options.ts';
import { modelRuleBase, type RuleDefinition, ruleBase, type StepDefinition } from './rule-definition.ts';

const chart = z.strictObject({
  id: z.string(),
  page: z.string().min(1).max(40).optional().describe('The page of the dashboard; charts without one are on the first.'),
  title: z.string(),
  wide: z.boolean().optional().describe('Whether it takes the whole width of the page.'),
  kind: z
    .enum(chartKinds)
    .describe('Bars with long names are horizontal; a funnel shows steps, each with its share of the first.'),
  sql: query,
  x: z.string().optional(),
  y: z.string().optional(),
  series: z.string().optional(),
  column: z
    .string()
    .optional()
    .describe(
      'The column of a dataset that x shows, where it has another name; a value may be how it begins, as a month of a date.',
    ),
});

const reconciliation = z.strictObject({
  id: z.string(),
  left: query.describe('A select of one number.'),
  right: query.describe('A select of the same number, found another way.'),
  tolerance: z
    .union([z.number().min(0), z.string().regex(/^\d+(\.\d+)?\s*%?$/, 'must be a number such as 0.01, or a share such as 0.1%')])
    .default(0)
    .describe('How far the two may be apart: a number, or a share of the larger one such as `0.1%`.'),
});

const weight = z.number().min(0).max(1000);

/** The schema of a `pipeline.yaml`, given the kinds of rules and steps that exist. */
export function pipelineDefinition(catalog: Catalog) {
  return z.strictObject({
    winnow: z.literal(1),
    name: identifier,
    title: z.string().optional(),
    description: z.string().optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as INR')
      .optional(),
    run_date: z.iso
      .date()
      .optional()
      .describe(
        'The date that `today` in rules and `:run_date` in SQL stand for while the pipeline reads the files that it names itself; default: the day of the run.',
      ),
    holidays: z
      .array(z.iso.date())
      .max(5000)
      .optional()
      .describe('Days that are like no other; figures over time compare them with each other only.'),
    null_words: z.array(z.string()).optional().describe('Words that mean no value, in every dataset.'),
    score: z
      .strictObject({
        info: weight.default(0),
        warning: weight.default(1),
        error: weight.default(3),
        critical: weight.default(5),
      })
      .prefault({})
      .describe('Weights of the severities in the score.'),
    datasets: z
      .record(identifier, datasetDefinition(ruleSchema(catalog.rules, ruleBase), stepSchema(catalog.steps)))
      .refine((datasets) => Object.keys(datasets).length > 0, { error: 'needs at least one dataset' }),
    models: z.array(modelDefinition(ruleSchema(catalog.modelRules, modelRuleBase))).default([]),
    review: z
      .strictObject({
        sign_off: z
          .enum(['optional', 'required', 'second_person'])
          .default('optional')
          .describe(
            'Whether somebody must sign the decisions before clean rows are exported by hand; second_person: one who made none.',
          ),
      })
      .prefault({}),
    reconciliations: z.array(reconciliation).default([]).describe('Totals found in two ways; where they differ the run fails.'),
    dashboard: z
      .strictObject({ title: z.string().min(1).max(40).optional().describe('What the screen with the charts is called.') })
      .prefault({}),
    charts: z.array(chart).default([]),
    exports: z.array(exportDefinition).default([]),
    api: z
      .strictObject({
        paths: z
          .record(
            z
              .string()
              .regex(
                /^(?!(api|assets|data|docs|files|health|session)(\/|$))[a-z0-9_-]+(\/[a-z0-9_-]+)*$/i,
                'must be words between slashes, and no path of Winnow itself',
              ),
            z.string(),
          )
          .default({})
          .describe(
            'Further paths under which REST gives tables: `customers: customers` gives GET /customers and GET /customers/{key}.',
          ),
      })
      .prefault({}),
  });
}

/** A pipeline as it is written. */
export type WrittenPipeline = z.infer<ReturnType<typeof pipelineDefinition>>;

/** A pipeline whose models are plain SQL, and whose exports are split into files and database tables. */
export type PipelineDefinition = Omit<WrittenPipeline, 'models' | 'exports'> & {
  readonly models: readonly Model[];
  /** The files that it writes. */
  readonly exports: readonly FileExport[];
  /** The tables of databases that it writes. */
  readonly tables: readonly TableExport[];
};

function ruleSchema(kinds: readonly CatalogEntry[], base: z.ZodObject): z.ZodType<RuleDefinition> {
  return kindUnion('rule', kinds, (kind) => base.extend({ rule: z.literal(kind.name), ...kind.options.shape }));
}

function stepSchema(kinds: readonly CatalogEntry[]): z.ZodType<StepDefinition> {
  return kindUnion('step', kinds, (kind) =>
    z.object({
      step: z.literal(kind.name),
      column: z.string().optional(),
      enabled: z.boolean().optional().describe('false switches the step off.'),
      ...kind.options.shape,
    }),
  );
}

function kindUnion<Definition>(
  key: string,
  kinds: readonly CatalogEntry[],
  extend: (kind: CatalogEntry) => z.ZodObject,
): z.ZodType<Definition> {
  const [first, ...others] = kinds.map((kind) => extend(kind).strict());
  if (!first) throw new RangeError(`there are no kinds of ${key}`);
  // The union of schemas made from a list has no static type; every member extends the base that Definition states.
  return z.discriminatedUnion(key, [first, ...others]) as unknown as z.ZodType<Definition>;
}
