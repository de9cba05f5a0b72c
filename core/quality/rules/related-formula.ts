import { z } from 'zod';
import { linkTo, type Relations } from '#core/definition/relations.ts';
import { join, type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { conditionOf, conditionSql, conditionUsesToday } from '../condition.ts';
import { leavesOf } from '../expression/leaves.ts';
import { readExpression } from '../expression/of-columns.ts';
import { columnsOf, type Expression, everyRecord, parseExpression, usesToday, visit } from '../expression/parse.ts';
import { printExpression } from '../expression/print.ts';
import { type ColumnSql, expressionToSql, usesDoubles } from '../expression/to-sql.ts';
import { withTolerance } from '../expression/tolerance.ts';
import { isAggregate, type Leaf, scaleOf, type Typed } from '../expression/typecheck.ts';
import type { Phrase } from '../phrases/phrase.ts';
import { correlatedSql, joinedSql, scaleOfLeaf } from '../related-sql.ts';
import { type SqlContext, setRule, type Tie } from '../rule.ts';
import { formatDecimal } from '../values/decimal.ts';

const options = z.object({
  expression: z.string(),
  tolerance: z.union([z.number().min(0), z.string()]).default(0),
  when: z.string().optional(),
});
type Options = z.output<typeof options>;

/** How a formula is said, whatever it looks at. */
export const formulaPhrases: readonly Phrase[] = [
  '{expression:expression} holds',
  '{expression:expression} holds, give or take {tolerance:value}',
  '{expression:expression} is true',
  '{expression:expression}, give or take {tolerance:value}',
];

/** The formula that also looks at records of other datasets: those that a record refers to, and those that refer to it. */
export const relatedFormula = setRule({
  name: 'formula',
  summary: 'A formula that names columns of other datasets.',
  options,
  code: (_, { id }) => id.toUpperCase(),
  phrases: formulaPhrases,
  dimension: 'consistency',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  title: (_, { id }) => id.replaceAll('_', ' '),
  problem: (_, { id }) => `${id.replaceAll('_', ' ')}: does not hold`,
  columns: ({ expression }) => columnsOf(parseExpression(String(expression))).slice(0, 1),
  reads: (rule) => [...columnsOf(parseExpression(String(rule['expression']))), ...conditionOf(rule).columns],
  editable: ['expression', 'tolerance'],
  dependsOnDate: (rule) => usesToday(String(rule['expression'])) || conditionUsesToday(rule),
  ties: ({ expression }, { relations }) => tiesOf(parseExpression(String(expression)), relations),
  query: (rule, context) => {
    const typed = read(rule, context);
    const { tables, joins, column } = joinedSql(typed, context);
    const from = sql`from ${context.table()} own ${join(joins, ' ')}`;
    const holds = expressionToSql(withTolerance(typed, rule.tolerance), column);
    const applies = conditionSql(rule, context, column);
    const withTables = tables.length > 0 ? sql`with ${join(tables)}` : sql``;
    return {
      failing: sql`
        ${withTables}
        select own.id, ${join(figures(rule, typed, column))}
        ${from}
        where ${applies} and not ${holds}
        order by own.id`,
      applicable: sql`${withTables} select count(*) ${from} where ${applies} and ${holds} is not null`,
    };
  },
  failingOne: (rule, context, { value }) => {
    const typed = read(rule, context);
    const column = correlatedSql(context, (name) => bound(value(name)));
    return sql`
      select ${join(figures(rule, typed, column))}
      where ${conditionSql(rule, context, column)} and not ${expressionToSql(withTolerance(typed, rule.tolerance), column)}`;
  },
  applicableAmong: (rule, context, ids) => {
    const typed = read(rule, context);
    const column = correlatedSql(context, (name) => sql`own.${context.value(name)}`);
    return sql`
      select count(*)
      from ${context.table()} own
      where own.id in (${ids})
        and ${conditionSql(rule, context, column)}
        and ${expressionToSql(withTolerance(typed, rule.tolerance), column)} is not null`;
  },
  explain: (rule, values, context) => {
    const typed = read(rule, context);
    const sides = sidesOf(typed, parseExpression(rule.expression));
    const leaves = leavesOf(typed);
    const [shown, rest] = [values.slice(0, sides.length), values.slice(sides.length)];
    const named = leaves.map((leaf, index) => `${nameOf(leaf)} ${show(rest[index] ?? null, leaf, context)}`).join(', ');
    const [left, right] = sides;
    if (!left || !right || typed.kind !== 'compare') return `${rule.expression} is false: ${named}`;
    const [own = '', other = ''] = sides.map((side, index) => show(shown[index] ?? null, side.typed, context));
    const told = leaves.every((leaf) => sides.some(({ text }) => text === nameOf(leaf))) ? '' : ` (${named})`;
    return `${left.text} is ${own}, ${expectation(typed, right, other)}${told}`;
  },
});

/** What the left side of a comparison should have been. */
function expectation(typed: Typed & { kind: 'compare' }, right: Side, value: string): string {
  const isConstant = leavesOf(typed.right).length === 0;
  if (typed.operator === '=') return isConstant ? `not ${value}` : `but ${right.text} is ${value}`;
  const words = (typed.left.type.kind === 'text' ? ofTexts : ofNumbers)[typed.operator];
  return isConstant ? `and must be ${words} ${value}` : `and must be ${words} ${right.text}, which is ${value}`;
}

const ofNumbers = { '<>': 'other than', '<': 'less than', '<=': 'at most', '>': 'more than', '>=': 'at least' } as const;
const ofTexts = { '<>': 'other than', '<': 'before', '<=': 'no later than', '>': 'after', '>=': 'no earlier than' } as const;

/** Whether an expression looks at other datasets. */
export function isRelated(expression: Expression): boolean {
  let found = false;
  visit(expression, (node) => {
    if (node.kind === 'column' && node.dataset !== undefined) found = true;
  });
  return found;
}

function read({ expression }: Options, { columns, relations, today }: SqlContext): Typed {
  return readExpression(expression, columns, { relations, today });
}

function bound(value: SqlValue): Sql {
  // As a whole number in SQL, however large.
  return sql`${typeof value === 'number' ? BigInt(value) : value}`;
}

interface Side {
  readonly typed: Typed;
  readonly text: string;
}

/** The two sides of a comparison, which the sentence shows; none for anything else. */
function sidesOf(typed: Typed, parsed: Expression): readonly Side[] {
  if (typed.kind !== 'compare' || parsed.kind !== 'binary') return [];
  return [
    { typed: typed.left, text: printExpression(parsed.left) },
    { typed: typed.right, text: printExpression(parsed.right) },
  ];
}

/** The values of the sentence: those of both sides of a comparison, then those of everything that the expression names. */
function figures(rule: Options, typed: Typed, column: ColumnSql): readonly Sql[] {
  const sides = sidesOf(typed, parseExpression(rule.expression)).map((side) => expressionToSql(side.typed, column));
  return [...sides, ...leavesOf(typed).map((leaf) => expressionToSql(leaf, column))];
}

function nameOf(leaf: Leaf): string {
  if (leaf.kind === 'column') return leaf.dataset === undefined ? leaf.name : `${leaf.dataset}.${leaf.name}`;
  return leaf.text;
}

/** A value as people read it: numbers in units, with the places they have. */
function show(value: SqlValue, typed: Typed, context: SqlContext): string {
  if (value === null) return 'empty';
  if (typed.type.kind === 'boolean') return Number(value) === 1 ? 'true' : 'false';
  if (typed.type.kind === 'text') return `"${value}"`;
  const scaleOfColumn: ColumnSql = (leaf) => ({
    value: sql`null`,
    scale: scaleOfLeaf(leaf, context),
  });
  if (usesDoubles(typed, scaleOfColumn)) return String(Math.round(Number(value) * 1e6) / 1e6);
  return formatDecimal({ digits: BigInt(Math.round(Number(value))), scale: scaleOf(typed) }, Math.min(scaleOf(typed), 2));
}

/** For every other dataset that an expression names, the records that belong to one of this dataset. */
function tiesOf(expression: Expression, relations: Relations): readonly Tie[] {
  const ties = new Map<string, Tie>();
  const note = (kind: 'parents' | 'children', dataset: string, column: string): void => {
    const { own, other } = linkTo(relations, kind, dataset);
    const name = `${kind} ${dataset}`;
    const reads = column === everyRecord ? [] : [column];
    ties.set(name, {
      own,
      dataset,
      other,
      reads: [...(ties.get(name)?.reads ?? []), ...reads],
      mattersWhetherCounted: true,
    });
  };
  const see = (node: Expression, kind: 'parents' | 'children'): void => {
    if (node.kind === 'column' && node.dataset !== undefined) note(kind, node.dataset, node.name);
  };
  const within = new Set<Expression>();
  visit(expression, (node) => {
    if (node.kind === 'call' && isAggregate(node))
      for (const parameter of node.parameters) visit(parameter, (inner) => within.add(inner));
    see(node, within.has(node) ? 'children' : 'parents');
  });
  return [...ties.values()];
}
