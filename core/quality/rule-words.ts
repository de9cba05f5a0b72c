import type { ColumnDefinition } from '#core/definition/column.ts';
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

/** The code of the control that a rule is, in the words of audit: `DUPLICATE_ORDER_ID`. A column may have another name there than its own. */
export function codeOfRule(rule: RuleDefinition, columns: Readonly<Record<string, ColumnDefinition>>): string {
  const about = columnsOfRule(rule).map((name) => columns[name]?.code ?? name.toUpperCase());
  return kindOfRule(rule)?.code(about.join('_'), rule) ?? rule.id.toUpperCase();
}
