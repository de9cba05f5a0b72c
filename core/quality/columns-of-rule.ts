import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { columnsOf, parseExpression } from './expression/parse.ts';

/** The columns that a rule is about, where a person would look first to mend it: none for the shape of a record. */
export function columnsOfRule(rule: RuleDefinition): readonly string[] {
  const { column, columns, expression } = rule;
  if (typeof column === 'string') return [column];
  if (Array.isArray(columns)) return columns.map(String);
  // Of `revenue = quantity * price` it is revenue that is wrong, until a person finds otherwise.
  if (typeof expression === 'string') return columnsOf(parseExpression(expression)).slice(0, 1);
  return [];
}

/** The columns of a dataset that a rule looks at: those it is about, and those that it holds them against. */
export function columnsReadBy(rule: RuleDefinition, columns: Readonly<Record<string, unknown>>): readonly string[] {
  const { column, columns: several, determinant, expression } = rule;
  const named = [
    column,
    ...(Array.isArray(several) ? several : []),
    ...(Array.isArray(determinant) ? determinant : []),
    ...(typeof expression === 'string' ? columnsOf(parseExpression(expression)) : []),
  ].map(String);
  return [...new Set(named)].filter((name) => Object.hasOwn(columns, name));
}
