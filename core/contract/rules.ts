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
});

/** A kind of rule or step that a definition may name. */
export type RuleResult = z.infer<typeof ruleResult>;

export const kind = z.object({ name: z.string(), summary: z.string(), options: z.unknown() });

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
  kinds: oc
    .route({ method: 'GET', path: '/rules/kinds', summary: 'Every kind of rule and cleaning step with its options' })
    .output(z.object({ rules: z.array(kind), steps: z.array(kind) }))
    .errors(errors),
};
