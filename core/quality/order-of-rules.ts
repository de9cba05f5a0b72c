import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rules as ruleKinds } from './rules.ts';

/** Whether a rule is about lines, single records or whole datasets; undefined for none that is known. */
export function scopeOf(rule: RuleDefinition | undefined) {
  return ruleKinds.find(({ name }) => name === rule?.rule)?.scope;
}

/** Where a rule stands in the order of finding: first what is wrong with single records, then what is wrong among many. */
export function rankOf(rules: readonly RuleDefinition[], place: number): number {
  return place + (scopeOf(rules[place]) === 'set' ? rules.length : 0);
}
