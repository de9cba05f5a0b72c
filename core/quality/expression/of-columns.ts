import type { ColumnDefinition } from '#core/definition/column.ts';
import { types } from '../types.ts';
import { looseScale } from './evaluate.ts';
import { parseExpression } from './parse.ts';
import { type Type, type Typed, typecheck } from './typecheck.ts';

/** Parses and checks an expression over the columns of a dataset. Throws a RangeError with a sentence. */
export function readExpression(source: string, columns: Readonly<Record<string, ColumnDefinition>>): Typed {
  return typecheck(parseExpression(source), (name) => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    return column && typeOf(column);
  });
}

function typeOf(column: ColumnDefinition): Type {
  if (column.type === 'boolean') return { kind: 'boolean' };
  if (column.type !== 'integer' && column.type !== 'decimal') return { kind: 'text' };
  return { kind: 'number', scale: types[column.type].scaleOf(column) ?? looseScale };
}
