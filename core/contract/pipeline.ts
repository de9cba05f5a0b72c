import { oc } from '@orpc/contract';
import { z } from 'zod';
import { chartArrangement } from './charts.ts';
import { errors } from './errors.ts';
import { modelEdit } from './model-builder.ts';
import { pipelineTrials } from './pipeline-trials.ts';
import { referenceEdit } from './relations.ts';
import { remedy } from './rules.ts';
import { severity } from './severity.ts';

/** A rule as a pipeline states it. */
export const ruleDetail = z.object({
  dataset: z.string(),
  id: z.string(),
  rule: z.string(),
  code: z.string().describe('The code of the control: MISSING_REGION, DUPLICATE_ORDER_ID.'),
  title: z.string().describe('What it asks for, in words.'),
  sentence: z.string().describe('All that it asks for, as a sentence that can be typed.'),
  remedy: remedy.nullable(),
  editable: z.array(z.string()).describe('Options that a person may change in a list of rules.'),
  listed: z.array(z.string()).nullable().describe('The texts that it allows, where it lists them.'),
  parent: z
    .object({ dataset: z.string(), columns: z.array(z.string()) })
    .nullable()
    .describe('Where a reference leads to.'),
  severity,
  enabled: z.boolean(),
  isWritten: z.boolean().describe('Whether it is written out, so that it can be removed; others follow from columns.'),
  isAboutFile: z.boolean().describe('Whether it is about the file itself, and not about what its cells hold.'),
  columns: z.array(z.string()),
  dimension: z.string(),
  options: z.record(z.string(), z.json()),
});

/** A cleaning step as a pipeline states it. */
export const stepDetail = z.object({
  dataset: z.string(),
  at: z.int().describe('Its place in the recipe of its dataset, from 0.'),
  step: z.string(),
  column: z.string().nullable().describe('null: every column.'),
  isOn: z.boolean(),
  sentence: z.string().describe('What it does, in words.'),
  options: z.record(z.string(), z.json()),
});

export type StepDetail = z.infer<typeof stepDetail>;

const step = z.record(z.string(), z.json());
const at = z.int().min(0);

/** A change of the recipe of a dataset. */
export const stepEdit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add'), step, at: at.optional().describe('Default: behind all others.') }),
  z.strictObject({ kind: z.literal('change'), at, step }),
  z.strictObject({ kind: z.literal('remove'), at }),
  z.strictObject({ kind: z.literal('move'), at, to: at }),
  z.strictObject({ kind: z.literal('switch'), at, isOn: z.boolean() }),
]);

export type StepEdit = z.infer<typeof stepEdit>;

const columnType = z.enum(['text', 'integer', 'decimal', 'date', 'timestamp', 'boolean', 'email']);

/** Another type for a declared column; what is left out of scale and formats is removed. */
export const typeEdit = z.strictObject({
  column: z.string(),
  type: columnType,
  scale: z.int().min(0).max(12).optional(),
  formats: z.array(z.string()).min(1).max(50).optional(),
});

export type TypeEdit = z.infer<typeof typeEdit>;

/** A column that is computed from others. */
export const computedDetail = z.object({
  dataset: z.string(),
  name: z.string(),
  type: z.string(),
  scale: z.int().nullable(),
  expression: z.string(),
});

export type ComputedDetail = z.infer<typeof computedDetail>;

/** A change of the computed columns of a dataset. */
export const computedEdit = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('set'),
    name: z.string().min(1).max(63),
    before: z.string().optional().describe('Its name until now; left out for a new column.'),
    column: z.strictObject({
      type: columnType,
      scale: z.int().min(0).max(12).optional(),
      expression: z.string().max(10_000),
    }),
  }),
  z.strictObject({ kind: z.literal('remove'), name: z.string() }),
]);

export type ComputedEdit = z.infer<typeof computedEdit>;

/** A change of one rule. */
export const ruleChange = z.strictObject({
  dataset: z.string(),
  id: z.string(),
  enabled: z.boolean().optional(),
  severity: severity.optional(),
  options: z.record(z.string(), z.json()).optional(),
});

export type RuleChange = z.infer<typeof ruleChange>;

/** The pipeline of the run that is shown, or a text that may become one. */
export const pipelineDetail = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  currency: z.string().nullable(),
  version: z.int().describe('Which of the different definitions that ran in this workspace, from 1.'),
  yaml: z.string(),
  namedRunDate: z.string().nullable().describe('The date that the pipeline names, where the run was about it.'),
  inputs: z.record(z.string(), z.string()).describe('The file of each dataset.'),
  datasets: z.array(
    z.object({
      name: z.string(),
      key: z.array(z.string()),
      columns: z.array(z.string()),
      types: z.array(z.string()).describe('The types of the columns, in the same order.'),
      measure: z.string().nullable().describe('The column that says what a record is worth.'),
    }),
  ),
  models: z.array(z.object({ name: z.string(), sql: z.string() })),
  steps: z.array(stepDetail),
  computed: z.array(computedDetail),
  dashboard: z.string().describe('What the screen with its charts is called.'),
  charts: z.int().describe('How many charts it declares.'),
  rules: z.array(ruleDetail),
});

export type PipelineDetail = z.infer<typeof pipelineDetail>;

const procedures = {
  get: oc
    .route({ method: 'GET', path: '/pipeline', summary: 'The pipeline of the run that is shown' })
    .output(pipelineDetail)
    .errors(errors),
  change: oc
    .route({
      method: 'POST',
      path: '/pipeline/change',
      summary: 'A pipeline.yaml with rules or steps changed, removed or added; its comments stay',
    })
    .input(
      z.strictObject({
        yaml: z.string().max(1_000_000),
        changes: z.array(ruleChange).max(1000),
        removed: z
          .array(z.strictObject({ dataset: z.string(), id: z.string() }))
          .max(1000)
          .default([]),
        added: z
          .array(z.strictObject({ dataset: z.string(), rule: z.record(z.string(), z.json()) }))
          .max(1000)
          .default([])
          .describe('Rules as they stand in a definition, each on a line of its own.'),
        checks: z
          .array(
            z.strictObject({
              dataset: z.string(),
              check: z.union([
                z.strictObject({ freshness: z.record(z.string(), z.json()) }),
                z.strictObject({ expect: z.record(z.string(), z.json()) }),
              ]),
            }),
          )
          .max(100)
          .default([])
          .describe('Checks on whole datasets, as they stand in a definition.'),
        steps: z
          .array(z.strictObject({ dataset: z.string(), edit: stepEdit }))
          .max(1000)
          .default([])
          .describe('Changes of cleaning steps, one after the other.'),
        computed: z
          .array(z.strictObject({ dataset: z.string(), edit: computedEdit }))
          .max(1000)
          .default([])
          .describe('Changes of computed columns, one after the other.'),
        types: z
          .array(z.strictObject({ dataset: z.string(), edit: typeEdit }))
          .max(1000)
          .default([])
          .describe('Changes of the types of columns.'),
        tests: z
          .array(z.strictObject({ model: z.string(), test: z.record(z.string(), z.json()) }))
          .max(100)
          .default([])
          .describe('Tests of models, as they stand in a definition.'),
        references: z
          .array(z.strictObject({ dataset: z.string(), edit: referenceEdit }))
          .max(1000)
          .default([])
          .describe('References to other datasets, added or taken away.'),
        models: z.array(modelEdit).max(100).default([]).describe('Models added, changed or removed.'),
        charts: chartArrangement.optional().describe('The charts in the order in which they are to stand, and those that go.'),
      }),
    )
    .output(
      z.object({
        yaml: z.string(),
        rules: z.array(ruleDetail),
        steps: z.array(stepDetail),
        computed: z.array(computedDetail),
      }),
    )
    .errors(errors),
  ...pipelineTrials,
};

type Procedures = typeof procedures;

/** The type of these procedures by a name: written out it is longer than the compiler allows. */
export interface PipelineContract extends Procedures {}

export const pipeline: PipelineContract = procedures;
