import type { DatasetDefinition } from '#core/definition/dataset.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { columnsOf, parseExpression } from './expression/parse.ts';
import { kindOfRule } from './kind-of-rule.ts';

/** The columns that a rule is about, where a person would look first to fix it: none for the shape of a record. */
export function columnsOfRule(rule: RuleDefinition): readonly string[] {
  return kindOfRule(rule)?.columns?.(rule) ?? namedColumns(rule);
}

/** The same as columns of the file: in the place of a computed column those that it comes from. */
export function fileColumnsOfRule(rule: RuleDefinition, { derive }: Pick<DatasetDefinition, 'derive'>): readonly string[] {
  return [...new Set(columnsOfRule(rule).flatMap((name) => columnsBehind(name, derive)))];
}

/** The columns of a file that a rule looks at: those it is about, and those that it compares them with. */
export function columnsReadBy(
  rule: RuleDefinition,
  { columns, derive }: Pick<DatasetDefinition, 'columns' | 'derive'>,
): readonly string[] {
  const read = kindOfRule(rule)?.reads?.(rule) ?? columnsOfRule(rule);
  return [...new Set(read.flatMap((name) => columnsBehind(name, derive)))].filter((name) => Object.hasOwn(columns, name));
}

/** A column itself, or those that a computed one comes from; a computed column sees only those before it. */
function columnsBehind(name: string, derive: DatasetDefinition['derive']): readonly string[] {
  const computed = Object.hasOwn(derive, name) ? derive[name] : undefined;
  if (!computed) return [name];
  return columnsOf(parseExpression(computed.expression)).flatMap((column) => columnsBehind(column, derive));
}

function namedColumns({ column, columns }: RuleDefinition): readonly string[] {
  if (typeof column === 'string') return [column];
  return Array.isArray(columns) ? columns.map(String) : [];
}
