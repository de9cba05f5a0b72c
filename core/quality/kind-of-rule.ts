import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

const kinds = new Map(rules.map((rule) => [rule.name, rule]));

/** The kind of a rule; undefined for a name that no kind has. */
export function kindOfRule(rule: Pick<RuleDefinition, 'rule'> | undefined): Rule | undefined {
  return rule && kinds.get(rule.rule);
}
