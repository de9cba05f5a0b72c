import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type PlainFunction, plainFunctions } from './functions.ts';
import { isInstant, type Leaf, scaleOf, type Typed } from './typecheck.ts';

/** SQL for a value that records hold: typed, with the places of its minor units (none: decimal text, or a double). */
export type ColumnSql = (leaf: Leaf) => { readonly value: Sql; readonly scale: number | undefined };

/**
 * The SQL form of a typed expression. Sums and products stay whole minor units, so they are exact up to 2^63;
 * an expression that divides or rounds is computed in doubles and compared to 12 significant digits.
 */
export function expressionToSql(expression: Typed, column: ColumnSql): Sql {
  return usesDoubles(expression, column) ? real(expression, column) : whole(expression, column);
}

/** Whether an expression is computed in doubles, and its numbers are in units rather than minor units. */
export function usesDoubles(node: Typed, column: ColumnSql): boolean {
  switch (node.kind) {
    case 'column':
    case 'aggregate':
      return node.type.kind === 'number' && column(node).scale === undefined;
    case 'call':
      return (
        ['round', 'floor', 'ceil'].includes(node.name) || node.parameters.some((parameter) => usesDoubles(parameter, column))
      );
    case 'plain':
      return node.parameters.some((parameter) => usesDoubles(parameter, column));
    case 'case':
      return (
        node.branches.some(({ when, result }) => usesDoubles(when, column) || usesDoubles(result, column)) ||
        (node.otherwise !== undefined && usesDoubles(node.otherwise, column))
      );
    case 'negate':
    case 'not':
      return usesDoubles(node.operand, column);
    case 'logic':
    case 'compare':
    case 'arithmetic':
      return (
        (node.kind === 'arithmetic' && node.operator === '/') || usesDoubles(node.left, column) || usesDoubles(node.right, column)
      );
    default:
      return false;
  }
}

function whole(node: Typed, column: ColumnSql): Sql {
  const aligned = (child: Typed, scale: number): Sql => {
    const inner = whole(child, column);
    return scale === scaleOf(child) ? inner : sql`(${inner} * ${literal((10n ** BigInt(scale - scaleOf(child))).toString())})`;
  };
  switch (node.kind) {
    case 'number':
      return literal(node.digits.toString());
    case 'compare': {
      if (node.left.type.kind !== 'number') return common(node, column, whole);
      const scale = Math.max(scaleOf(node.left), scaleOf(node.right));
      return sql`(${aligned(node.left, scale)} ${literal(node.operator)} ${aligned(node.right, scale)})`;
    }
    case 'arithmetic': {
      if (node.operator === '*') return sql`(${whole(node.left, column)} * ${whole(node.right, column)})`;
      return sql`(${aligned(node.left, scaleOf(node))} ${literal(node.operator)} ${aligned(node.right, scaleOf(node))})`;
    }
    case 'call':
      if (node.name === 'min' || node.name === 'max' || node.name === 'coalesce') {
        return sql`${literal(node.name)}(${join(node.parameters.map((parameter) => aligned(parameter, scaleOf(node))))})`;
      }
      return common(node, column, whole);
    case 'case':
      return choice(
        node,
        (child) => whole(child, column),
        (child) => aligned(child, scaleOf(node)),
      );
    default:
      return common(node, column, whole);
  }
}

function real(node: Typed, column: ColumnSql): Sql {
  switch (node.kind) {
    case 'number':
      return literal(`(${node.digits} / 1e${scaleOf(node)})`);
    case 'column':
    case 'aggregate': {
      if (node.type.kind !== 'number') return common(node, column, real);
      const { value, scale } = column(node);
      return scale === undefined ? sql`cast(${value} as real)` : sql`(${value} / ${literal(`1e${scale}`)})`;
    }
    case 'compare': {
      if (node.left.type.kind !== 'number') return common(node, column, real);
      const left = real(node.left, column);
      const right = real(node.right, column);
      const equal = sql`abs(${left} - ${right}) <= 1e-12 * max(1, abs(${left}))`;
      if (node.operator === '=') return sql`(${equal})`;
      if (node.operator === '<>') return sql`(not ${equal})`;
      const strict = sql`${left} ${literal(node.operator.charAt(0))} ${right}`;
      return node.operator.length === 2 ? sql`(${strict} or ${equal})` : sql`(${strict} and not ${equal})`;
    }
    case 'arithmetic':
      if (node.operator === '/') return sql`(${real(node.left, column)} / nullif(${real(node.right, column)}, 0))`;
      return sql`(${real(node.left, column)} ${literal(node.operator)} ${real(node.right, column)})`;
    case 'call':
      if (node.name === 'round')
        return sql`round(${real(node.parameters[0] ?? node, column)}, ${literal(String(scaleOf(node)))})`;
      // A quotient that is a whole number but for its last digit is that number.
      if (node.name === 'floor' || node.name === 'ceil')
        return sql`${literal(node.name)}(round(${real(node.parameters[0] ?? node, column)}, 12))`;
      return common(node, column, real);
    default:
      return common(node, column, real);
  }
}

function common(node: Typed, column: ColumnSql, inner: (child: Typed, column: ColumnSql) => Sql): Sql {
  switch (node.kind) {
    case 'text':
      return sql`${node.text}`;
    case 'column':
    case 'aggregate':
      return column(node).value;
    case 'is_empty':
      return sql`(${column({ kind: 'column', type: { kind: 'text' }, name: node.column }).value} is null)`;
    case 'negate':
      return sql`(- ${inner(node.operand, column)})`;
    case 'not':
      return sql`(not ${inner(node.operand, column)})`;
    case 'compare': {
      const sides = [inner(node.left, column), inner(node.right, column)] as const;
      const [left, right] = isInstant(node.left) || isInstant(node.right) ? sides.map(withoutZone) : sides;
      return sql`(${left ?? sides[0]} ${literal(node.operator)} ${right ?? sides[1]})`;
    }
    case 'logic':
    case 'arithmetic':
      return sql`(${inner(node.left, column)} ${literal(node.operator)} ${inner(node.right, column)})`;
    case 'plain': {
      const { toSql }: PlainFunction = plainFunctions[node.name];
      return bounded(toSql(...node.parameters.map((parameter) => inner(parameter, column))));
    }
    case 'case':
      return choice(
        node,
        (child) => inner(child, column),
        (child) => inner(child, column),
      );
    case 'call':
      return sql`${literal(node.name)}(${join(node.parameters.map((parameter) => inner(parameter, column)))})`;
    case 'number':
      return literal(node.digits.toString());
  }
}

function choice(node: Typed & { kind: 'case' }, condition: (child: Typed) => Sql, result: (child: Typed) => Sql): Sql {
  const branches = node.branches.map((branch) => {
    const when = condition(branch.when);
    return sql`when ${when} is null then null when ${when} then ${result(branch.result)}`;
  });
  const otherwise = node.otherwise ? sql` else ${result(node.otherwise)}` : literal('');
  return bounded(sql`(case ${join(branches, ' ')}${otherwise} end)`);
}

/** Functions within functions may become very long SQL. */
const longestSql = 100_000;

function bounded(made: Sql): Sql {
  if (made.text.length > longestSql) throw new RangeError('the expression is too complex; divide it into several rules');
  return made;
}

/** An instant as it is compared: the Z behind those in UTC would sort after a fraction of a second. */
export function withoutZone(instant: Sql): Sql {
  return sql`rtrim(${instant}, 'Z')`;
}
