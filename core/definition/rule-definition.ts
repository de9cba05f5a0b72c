import { z } from 'zod';
import { severity } from '#core/contract/severity.ts';
import { allowance } from './allowance.ts';
import { ruleExamples } from './examples.ts';

/** What every rule has besides the options of its kind. */
export const ruleBase = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and underscores'),
  severity: severity.default('error'),
  enabled: z.boolean().default(true),
  when: z.string().optional().describe('The rule holds for the records for which this expression is true.'),
  allow: allowance
    .optional()
    .describe(
      'How many records may fail it before the rule counts as failed: `20 rows`, `0.5%`, or `{ warning: 5 rows, error: 20 rows }`. They are listed and set aside all the same.',
    ),
  description: z.string().optional(),
  examples: ruleExamples.optional().describe('Records that test the rule; `winnow test` judges them.'),
});

/** What every rule of a model has: it is judged by SQL over the rows of a table. */
export const modelRuleBase = ruleBase.omit({ when: true, allow: true, examples: true });

/** One rule of a dataset: `rule` names its kind, the other fields are the options of that kind. */
export type RuleDefinition = z.infer<typeof ruleBase> & { readonly rule: string } & Readonly<Record<string, unknown>>;

/** One step of a dataset's recipe: `step` names its kind; without `column` it applies to every column. */
export type StepDefinition = {
  readonly step: string;
  readonly column?: string | undefined;
  readonly enabled?: boolean | undefined;
} & Readonly<Record<string, unknown>>;

/** A rule that follows from the rest of a definition. */
export function impliedRule(
  id: string,
  kind: string,
  severity: RuleDefinition['severity'],
  options: Readonly<Record<string, unknown>>,
): RuleDefinition {
  return { id, rule: kind, severity, enabled: true, ...options };
}
