import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';
import { modelSpec, triedModel } from './model-builder.ts';
import { followedPlan } from './plan.ts';
import { followedTests } from './tests.ts';

/** What a computed column comes to. */
export const computedPreview = z.object({
  looked: z.int().describe('Records that were looked at.'),
  total: z.int(),
  empty: z.int().describe('Those of them for which it has no value.'),
  columns: z.array(z.string()).describe('The columns that it is computed from, and itself.'),
  rows: z.array(z.object({ id: z.int(), cells: z.array(z.string()) })),
});

export type ComputedPreview = z.infer<typeof computedPreview>;

/** What the steps of a dataset do to its records. */
export const stepsPreview = z.object({
  looked: z.int().describe('Records that were looked at.'),
  total: z.int(),
  counts: z
    .array(z.object({ at: z.int(), cells: z.int(), records: z.int() }))
    .describe('Of each step, how many cells and records it changes.'),
  changes: z
    .array(
      z.object({
        column: z.string(),
        before: z.string(),
        after: z.string(),
        cells: z.int(),
        ids: z.array(z.int()).describe('The first records.'),
      }),
    )
    .describe('Of one step, the most frequent changes.'),
  others: z.int().describe('Different changes of it that are not listed.'),
});

export type StepsPreview = z.infer<typeof stepsPreview>;

/** What a definition would do, and what is wrong with it: nothing of it is stored. */
export const pipelineTrials = {
  trial: oc
    .route({
      method: 'POST',
      path: '/pipeline/trial',
      summary: 'How many records of the run that is shown a new rule would find, or what is wrong with it',
    })
    .input(z.strictObject({ yaml: z.string().max(1_000_000), dataset: z.string(), rule: z.record(z.string(), z.json()) }))
    .output(
      z.object({
        failed: z.int().nullable(),
        sentence: z.string().nullable().describe('The rule in words.'),
        problem: z.string().nullable(),
      }),
    )
    .errors(errors),
  steps: oc
    .route({
      method: 'POST',
      path: '/pipeline/steps',
      summary: 'What the cleaning steps of a definition would do to the records of the run that is shown; nothing is stored',
    })
    .input(
      z.strictObject({
        yaml: z.string().max(1_000_000),
        dataset: z.string(),
        at: z.int().min(0).optional().describe('The step whose changes are listed.'),
      }),
    )
    .output(stepsPreview)
    .errors(errors),
  computed: oc
    .route({
      method: 'POST',
      path: '/pipeline/computed',
      summary: 'What a computed column of a definition would come to for the records of the run that is shown; nothing is stored',
    })
    .input(z.strictObject({ yaml: z.string().max(1_000_000), dataset: z.string(), name: z.string() }))
    .output(computedPreview)
    .errors(errors),
  plan: oc
    .route({
      method: 'POST',
      path: '/pipeline/plan',
      summary:
        'What a run with a changed definition would do: exceptions gained and resolved, the score, every count; nothing is stored; progress as server-sent events',
    })
    .input(z.strictObject({ yaml: z.string().max(1_000_000) }))
    .output(followedPlan)
    .errors(errors),
  model: oc
    .route({
      method: 'POST',
      path: '/pipeline/model',
      summary:
        'What a model would give over the clean rows of the run that is shown: of a description, or of SQL; nothing is stored',
    })
    .input(z.strictObject({ spec: modelSpec.optional(), sql: z.string().max(100_000).optional() }))
    .output(triedModel)
    .errors(errors),
  problems: oc
    .route({ method: 'POST', path: '/pipeline/problems', summary: 'What is wrong with a definition, each problem with its line' })
    .input(z.strictObject({ yaml: z.string().max(1_000_000) }))
    .output(z.array(z.object({ line: z.int(), column: z.int(), message: z.string() })))
    .errors(errors),
  complete: oc
    .route({
      method: 'POST',
      path: '/pipeline/complete',
      summary: 'What may be written at a place of a definition: names of options, and values where there is a list of them',
    })
    .input(z.strictObject({ yaml: z.string().max(1_000_000), offset: z.int().min(0) }))
    .output(
      z.object({
        from: z.int().describe('Where the word begins that is being written.'),
        options: z.array(z.object({ label: z.string(), detail: z.string(), isValue: z.boolean() })),
      }),
    )
    .errors(errors),
  test: oc
    .route({
      method: 'POST',
      path: '/pipeline/test',
      summary:
        'Runs the tests of a definition: the examples of its rules and the expected rows of its models; progress as server-sent events',
    })
    .input(z.strictObject({ yaml: z.string().max(1_000_000).optional().describe('Default: that of the run that is shown.') }))
    .output(followedTests)
    .errors(errors),
  preview: oc
    .route({
      method: 'POST',
      path: '/pipeline/preview',
      summary: 'How many records of the run that is shown would fail a rule of another definition',
    })
    .input(z.strictObject({ yaml: z.string().max(1_000_000), dataset: z.string(), id: z.string() }))
    .output(z.object({ failed: z.int(), before: z.int().nullable() }))
    .errors(errors),
};
