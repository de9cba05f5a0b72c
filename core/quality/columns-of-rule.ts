import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { kindOfRule } from './kind-of-rule.ts';

/** The columns that a rule is about, where a person would look first to fix it: none for the shape of a record. */
export function columnsOfRule(rule: RuleDefinition): readonly string[] {
  return kindOfRule(rule)?.columns?.(rule) ?? namedColumns(rule);
}

/** The columns of a dataset that a rule looks at: those it is about, and those that it compares them with. */
export function columnsReadBy(rule: RuleDefinition, columns: Readonly<Record<string, unknown>>): readonly string[] {
  const read = kindOfRule(rule)?.reads?.(rule) ?? columnsOfRule(rule);
  return [...new Set(read)].filter((name) => Object.hasOwn(columns, name));
}

function namedColumns({ column, columns }: RuleDefinition): readonly string[] {
  if (typeof column === 'string') return [column];
  return Array.isArray(columns) ? columns.map(String) : [];
}
