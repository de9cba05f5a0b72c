import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { columnOf } from './column-of.ts';
import { compileExpression } from './expression/evaluate.ts';
import { readExpression } from './expression/of-columns.ts';
import { scaleOf } from './expression/typecheck.ts';
import type { Row, RowContext } from './rule.ts';
import type { Value } from './type.ts';
import { formatDecimal, rescale } from './values/decimal.ts';
import { largestScaled } from './values/scaled.ts';

/** Computes the derived columns of a row into `values`, from index `at` on; null where the expression has no value. */
export function createDeriver(dataset: DatasetDefinition, context: RowContext): (row: Row, values: Value[], at: number) => void {
  const programs = Object.values(dataset.derive).map(({ expression, scale, type }) => {
    const typed = readExpression(expression, dataset.columns);
    const program = compileExpression(typed, (column) => columnOf(context, column));
    if (typed.type.kind === 'boolean') return (row: Row): Value => toBit(program.boolean(row));
    if (typed.type.kind === 'text') return (row: Row): Value => program.text(row);
    const from = scaleOf(typed);
    const to = type === 'integer' ? 0 : scale;
    return (row: Row): Value => {
      const digits = program.number(row);
      if (digits === null) return null;
      const decimal = { digits: BigInt(digits), scale: from };
      if (to === undefined) return formatDecimal(decimal);
      const value = Number(rescale(decimal, to).digits);
      // A number that cannot be kept exactly is not kept at all.
      return Math.abs(value) <= largestScaled(to) ? value : null;
    };
  });
  return (row, values, at) => {
    for (let index = 0; index < programs.length; index++) values[at + index] = programs[index]?.(row) ?? null;
  };
}

function toBit(value: boolean | null): Value {
  return value === null ? null : value ? 1 : 0;
}
