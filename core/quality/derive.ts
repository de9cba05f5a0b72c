import type { ColumnDefinition } from '#core/definition/column.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { columnOf } from './column-of.ts';
import { compileExpression } from './expression/evaluate.ts';
import { readExpression } from './expression/of-columns.ts';
import { columnsOf, parseExpression } from './expression/parse.ts';
import { scaleOf } from './expression/typecheck.ts';
import type { Row, RowContext } from './rule.ts';
import type { Value } from './type.ts';
import { types } from './types.ts';
import { formatDecimal, rescale } from './values/decimal.ts';
import { largestScaled } from './values/scaled.ts';

/** Called for a number too large to keep, with the computed column and the index of the first column that it is computed from. */
type TooLarge = (derived: string, from: number) => void;

/** Computes the computed columns of a row into `values`, from index `at` on; null where the expression has no value, or one too large. */
export function createDeriver(
  dataset: DatasetDefinition,
  context: RowContext,
): (row: Row, values: Value[], at: number, tooLarge: TooLarge) => void {
  const derived = Object.entries(dataset.derive);
  const width = Object.keys(dataset.columns).length;
  const programs = derived.map(([name, { expression, scale, type }], place) => {
    // What stands before it is computed already, so that it may be used.
    const before = derived.slice(0, place);
    const columns = { ...dataset.columns, ...Object.fromEntries(before) };
    const typed = readExpression(expression, columns, { today: context.today });
    const program = compileExpression(typed, (column) => {
      const index = before.findIndex(([other]) => other === column);
      const definition = before[index]?.[1];
      return definition ? { index: width + index, scale: types[definition.type].scaleOf(definition) } : columnOf(context, column);
    });
    if (typed.type.kind === 'boolean') return (row: Row): Value => toBit(program.boolean(row));
    if (typed.type.kind === 'text') return (row: Row): Value => program.text(row);
    const from = scaleOf(typed);
    const to = type === 'integer' ? 0 : scale;
    const first = columnsOf(parseExpression(expression)).find((column) => isNumber(dataset.columns[column]));
    const source = first === undefined ? -1 : columnOf(context, first).index;
    return (row: Row, tooLarge: TooLarge): Value => {
      const digits = program.number(row);
      if (digits === null) return null;
      const decimal = { digits: BigInt(digits), scale: from };
      if (to === undefined) return formatDecimal(decimal);
      const value = Number(rescale(decimal, to).digits);
      // A number that cannot be kept exactly is not kept at all.
      if (Math.abs(value) <= largestScaled(to)) return value;
      if (source >= 0) tooLarge(name, source);
      return null;
    };
  });
  return (row, values, at, tooLarge) => {
    const whole = { texts: row.texts, values, problems: row.problems };
    for (let index = 0; index < programs.length; index++) values[at + index] = programs[index]?.(whole, tooLarge) ?? null;
  };
}

function isNumber(column: ColumnDefinition | undefined): boolean {
  return column?.type === 'integer' || column?.type === 'decimal';
}

function toBit(value: boolean | null): Value {
  return value === null ? null : value ? 1 : 0;
}
