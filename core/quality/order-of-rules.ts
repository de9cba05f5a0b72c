import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { kindOfRule } from './kind-of-rule.ts';

/** Where a rule stands in the order of finding: first what is wrong with single records, then what is wrong among many. */
export function rankOf(rules: readonly RuleDefinition[], place: number): number {
  return place + (kindOfRule(rules[place])?.scope === 'set' ? rules.length : 0);
}
