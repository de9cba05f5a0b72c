import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errors } from './errors.ts';

/** What helps where fixing cells does not: merging duplicates, or adding the parent that is missing. */
export const remedy = z.enum(['merge', 'add parent']);

export type RuleRemedy = z.infer<typeof remedy>;

/** What a rule came to in a run. */
export const ruleResult = z.object({
  dataset: z.string(),
  ruleId: z.string(),
  rule: z.string(),
  code: z.string().describe('The code of the control: MISSING_REGION, DUPLICATE_ORDER_ID.'),
  title: z.string().describe('What the rule asks for, in words.'),
  severity: z.string(),
  dimension: z.string(),
  category: z.string(),
  controlType: z.string(),
  checked: z.int(),
  passed: z.int(),
  failed: z.int(),
  notApplicable: z.int(),
  status: z.string(),
  note: z.string().nullable(),
  allowed: z.string().nullable().describe('How many records may fail it before it counts as failed, in words.'),
  isAllowed: z.boolean().describe('Whether records fail it, and no more than may.'),
});

export type RuleResult = z.infer<typeof ruleResult>;

/** Which rules moved the score between two runs. */
export const scoreMove = z.object({
  points: z.number().describe('How many points the score moved.'),
  causes: z.array(
    z.object({
      dataset: z.string(),
      ruleId: z.string(),
      title: z.string(),
      points: z.number(),
      failed: z.int().nullable().describe('Records that fail it now; null where the rule is gone.'),
      sentence: z.string(),
    }),
  ),
  others: z.number().describe('Points of all other rules.'),
});

export type ScoreMove = z.infer<typeof scoreMove>;

/** An option of a rule as a person is asked for it. */
export const ruleField = z.object({
  name: z.string(),
  label: z.string(),
  input: z.enum(['column', 'columns', 'dataset', 'number', 'text', 'list', 'texts', 'expression', 'choice', 'pairs', 'flag']),
  choices: z.array(z.string()).default([]).describe('What can be chosen, where that is a closed list.'),
  isOptional: z.boolean().default(false),
  hint: z.string().default('').describe('An example of what to write.'),
});

/** How a person states a rule of a kind: what it asks for, and the fields of its sentence. */
export const ruleForm = z.object({
  title: z.string(),
  fields: z.array(ruleField),
  preset: z.record(z.string(), z.json()).default({}).describe('Options that it has besides, when it is stated this way.'),
});

export type RuleForm = z.input<typeof ruleForm>;

/** A kind of rule or step that a definition may name. */
export const kind = z.object({
  name: z.string(),
  summary: z.string(),
  options: z.unknown(),
  form: ruleForm.nullable().describe('How a person states one; null where it follows from the columns.'),
});

/** What a sentence states. */
export const readRule = z.object({
  rule: z.record(z.string(), z.json()).nullable(),
  yaml: z.string().nullable().describe('The rule as one line of a pipeline.yaml.'),
  problem: z.string().nullable(),
});

export const rules = {
  results: oc
    .route({
      method: 'GET',
      path: '/rules',
      summary: 'Every rule of a run with how often it was checked, passed, failed and did not apply',
    })
    .input(z.strictObject({ runId: z.string().optional().describe('Default: the run that is shown.') }))
    .output(z.array(ruleResult))
    .errors(errors),
  moved: oc
    .route({
      method: 'GET',
      path: '/rules/moved',
      summary: 'Which rules moved the score from an earlier run to the one that is shown; their points sum to the change',
    })
    .input(z.strictObject({ before: z.string().describe('The id of the earlier run.') }))
    .output(scoreMove)
    .errors(errors),
  read: oc
    .route({
      method: 'POST',
      path: '/rules/sentence',
      summary: 'Turns an English sentence into a rule for pipeline.yaml, or says why it cannot',
    })
    .input(z.strictObject({ sentence: z.string().max(10_000) }))
    .output(readRule)
    .errors(errors),
  kinds: oc
    .route({
      method: 'GET',
      path: '/rules/kinds',
      summary: 'Every kind of rule and cleaning step with its options, and the functions of expressions',
    })
    .output(
      z.object({
        rules: z.array(kind),
        steps: z.array(kind),
        functions: z.array(z.object({ name: z.string(), summary: z.string() })),
      }),
    )
    .errors(errors),
};
