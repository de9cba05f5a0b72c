import { z } from 'zod';
import { sql } from '#core/sql/sql.ts';
import { columnOf } from '../column-of.ts';
import { definitionsOf, ownColumns } from '../condition.ts';
import { compileExpression } from '../expression/evaluate.ts';
import { readExpression } from '../expression/of-columns.ts';
import { columnsOf, parseExpression, usesToday } from '../expression/parse.ts';
import { expressionToSql } from '../expression/to-sql.ts';
import { withTolerance } from '../expression/tolerance.ts';
import { scaleOf } from '../expression/typecheck.ts';
import { type RowContext, recordRule } from '../rule.ts';
import { show } from '../show.ts';
import { proposeTerms } from '../suggest/formula-terms.ts';
import { decimalOf, divideRounded, formatDecimal } from '../values/decimal.ts';
import { formulaPhrases, isRelated, relatedFormula } from './related-formula.ts';

/** A statement about the columns of one record must be true; equality of numbers allows a tolerance. */
export const formula = recordRule({
  name: 'formula',
  summary:
    'The `expression` is true; where it says `left = right` with numbers, they may differ by `tolerance`. It may name columns of other datasets: `products.price` of the record that this one refers to, and `sum`, `count`, `min`, `max` and `avg` over those that refer to this one, rejected and merged records aside. Where a value that is empty or cannot be read leaves it undecided, the rule does not apply.',
  options: z.object({ expression: z.string(), tolerance: z.union([z.number().min(0), z.string()]).default(0) }),
  form: {
    title: 'a formula is true',
    fields: [
      { name: 'expression', label: 'Formula', input: 'expression', hint: 'revenue = quantity * price' },
      { name: 'tolerance', label: 'Tolerance', input: 'number', isOptional: true, hint: '0.01' },
    ],
  },
  code: (_, { id }) => id.toUpperCase(),
  phrases: formulaPhrases,
  dimension: 'accuracy',
  category: 'BUSINESS_RULE_VIOLATION',
  controlType: 'business',
  title: (_, { id }) => id.replaceAll('_', ' '),
  problem: (about) => `${about} does not add up`,
  // Of `revenue = quantity * price` it is revenue that is wrong, until a person finds otherwise.
  columns: ({ expression }) => columnsOf(parseExpression(String(expression))).slice(0, 1),
  reads: ({ expression }) => columnsOf(parseExpression(String(expression))),
  editable: ['expression', 'tolerance'],
  proposers: [proposeTerms],
  determines: (rule, column) => columnsOf(parseExpression(String(rule['expression']))).includes(column),
  blamesOneOfSeveral: true,
  dependsOnDate: ({ expression }) => usesToday(String(expression)),
  related: ({ expression }) => (isRelated(parseExpression(String(expression))) ? relatedFormula : undefined),
  appliesByValues: true,
  refuse: ({ expression, tolerance }, columns, relations) => {
    try {
      const typed = readExpression(expression, columns, relations && { relations });
      decimalOf(tolerance);
      return typed.type.kind === 'boolean'
        ? undefined
        : `the result of the expression is a ${typed.type.kind}; it must be true or false`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
  prepare: ({ expression, tolerance }, context) => {
    const typed = withTolerance(readExpression(expression, definitionsOf(context), { today: context.today }), tolerance);
    const place = (column: string) => columnOf(context, column);
    const { boolean } = compileExpression(typed, place);
    const explain = createExplanation(expression, context);
    return (row) => {
      const holds = boolean(row);
      return holds === null ? null : holds || explain(row);
    };
  },
  predicate: ({ expression, tolerance }, context) => {
    const typed = withTolerance(readExpression(expression, context.columns, { today: context.today }), tolerance);
    return sql`not ${expressionToSql(typed, ownColumns(context))}`;
  },
});

/** A sentence with the values in it: for `column = …` what the right side gives, otherwise every column's value. */
function createExplanation(
  expression: string,
  context: RowContext,
): (row: Parameters<ReturnType<typeof compileExpression>['number']>[0]) => string {
  const typed = readExpression(expression, definitionsOf(context), { today: context.today });
  const names = columnsOf(parseExpression(expression));
  const listed = (row: { readonly texts: readonly string[] }, of: readonly string[]) =>
    of.map((name) => `${name} ${show(row.texts[columnOf(context, name).index] ?? '')}`).join(', ');
  if (typed.kind === 'compare' && typed.operator === '=' && typed.left.kind === 'column' && typed.right.type.kind === 'number') {
    const { name } = typed.left;
    const right = compileExpression(typed.right, (column) => columnOf(context, column));
    const scale = scaleOf(typed.right);
    const others = names.filter((other) => other !== name);
    return (row) => {
      const expected = right.number(row) ?? 0;
      const shown = formatDecimal(short({ digits: BigInt(expected), scale }));
      return `${name} is ${show(row.texts[columnOf(context, name).index] ?? '')}, expected ${shown}${others.length > 0 ? ` from ${listed(row, others)}` : ''} (${expression})`;
    };
  }
  return (row) => `${expression} does not hold: ${listed(row, names)}`;
}

function short(value: { readonly digits: bigint; readonly scale: number }): { readonly digits: bigint; readonly scale: number } {
  return value.scale <= 12 ? value : { digits: divideRounded(value.digits, 10n ** BigInt(value.scale - 12)), scale: 12 };
}
