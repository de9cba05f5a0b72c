import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { columnsOfRule } from './columns-of-rule.ts';
import { kindOfRule } from './kind-of-rule.ts';

/** What holds where a rule passes, as a person would say it; for a rule of no known kind, its id in words. */
export function titleOfRule(rule: RuleDefinition): string {
  return kindOfRule(rule)?.title(columnsOfRule(rule).join(', '), rule) ?? rule.id.replaceAll('_', ' ');
}

/** What is wrong where a rule fails. */
export function problemOfRule(rule: RuleDefinition): string {
  return kindOfRule(rule)?.problem(columnsOfRule(rule).join(' and '), rule) ?? `not so: ${titleOfRule(rule)}`;
}
