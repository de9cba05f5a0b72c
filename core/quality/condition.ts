import type { ColumnDefinition } from '#core/definition/column.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import { columnOf } from './column-of.ts';
import { compileExpression } from './expression/evaluate.ts';
import { readExpression } from './expression/of-columns.ts';
import { columnsOf, parseExpression, usesToday } from './expression/parse.ts';
import { type ColumnSql, expressionToSql } from './expression/to-sql.ts';
import type { RowCheck, RowContext, SqlContext } from './rule.ts';

type Conditional = Readonly<Record<string, unknown>> | Partial<RuleDefinition>;

/** What `when` of a rule says, and the columns that it looks at; nothing where a rule holds for every record. */
export function conditionOf(rule: Conditional): { readonly when: string | undefined; readonly columns: readonly string[] } {
  const when = (rule as { readonly when?: unknown }).when;
  if (typeof when !== 'string') return { when: undefined, columns: [] };
  return { when, columns: columnsOf(parseExpression(when)) };
}

/** Whether the condition of a rule depends on the day of the run. */
export function conditionUsesToday(rule: Conditional): boolean {
  const { when } = conditionOf(rule);
  return when !== undefined && usesToday(when);
}

/** The problem with the condition of a rule, or undefined if there is none. */
export function refuseCondition(rule: Conditional, columns: Readonly<Record<string, ColumnDefinition>>): string | undefined {
  try {
    const { when } = conditionOf(rule);
    if (when === undefined) return undefined;
    const { type } = readExpression(when, columns);
    return type.kind === 'boolean' ? undefined : `when is a ${type.kind}; it must be true or false`;
  } catch (error) {
    return `when: ${error instanceof Error ? error.message : error}`;
  }
}

/** A check of the records alone for which the condition of the rule is true. */
export function checkWhere(rule: Conditional, context: RowContext, check: RowCheck): RowCheck {
  const { when } = conditionOf(rule);
  if (when === undefined) return check;
  const typed = readExpression(when, definitionsOf(context), { today: context.today });
  const { boolean } = compileExpression(typed, (column) => columnOf(context, column));
  return (row) => (boolean(row) === true ? check(row) : null);
}

/** The SQL form of the condition of a rule: true for the records that it is about. */
export function conditionSql(rule: Conditional, context: SqlContext, column?: ColumnSql): Sql {
  const { when } = conditionOf(rule);
  if (when === undefined) return sql`true`;
  return sql`${expressionToSql(readExpression(when, context.columns, { today: context.today }), column ?? ownColumns(context))} is true`;
}

/** The definitions of the columns of a record. */
export function definitionsOf(context: RowContext): Readonly<Record<string, ColumnDefinition>> {
  return Object.fromEntries([...context.columns].map(([name, { definition }]) => [name, definition]));
}

/** The columns of the record itself in SQL. */
export function ownColumns(context: SqlContext): ColumnSql {
  return (leaf) =>
    leaf.kind === 'column'
      ? { value: context.value(leaf.name), scale: context.scaleOf(leaf.name) }
      : { value: sql`null`, scale: undefined };
}
