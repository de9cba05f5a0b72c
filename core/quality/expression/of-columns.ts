import type { ColumnDefinition } from '#core/definition/column.ts';
import { types } from '../types.ts';
import { looseScale } from './evaluate.ts';
import { parseExpression } from './parse.ts';
import { type Type, type Typed, typecheck } from './typecheck.ts';

/** Parses and checks an expression over the columns of a dataset. Throws a RangeError with a sentence. */
export function readExpression(source: string, columns: Readonly<Record<string, ColumnDefinition>>): Typed {
  const [other] = /\b[A-Za-z_]\w*\.[A-Za-z_]\w*/.exec(source.replace(/'(?:[^']|'')*'/g, "''")) ?? [];
  if (other !== undefined)
    throw new RangeError(
      `${other} is in another dataset: an expression sees the columns of its own dataset alone, ${listed(columns)}`,
    );
  return typecheck(parseExpression(source), (name) => {
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (!column) throw new RangeError(`there is no column ${name} in this dataset; an expression sees ${listed(columns)}`);
    return typeOf(column);
  });
}

/** Columns that are listed in a sentence. */
const mostListed = 20;

function listed(columns: Readonly<Record<string, ColumnDefinition>>): string {
  const names = Object.keys(columns);
  return names.length > mostListed
    ? `${names.slice(0, mostListed).join(', ')} and ${names.length - mostListed} more`
    : names.join(', ');
}

function typeOf(column: ColumnDefinition): Type {
  if (column.type === 'boolean') return { kind: 'boolean' };
  if (column.type !== 'integer' && column.type !== 'decimal') return { kind: 'text' };
  return { kind: 'number', scale: types[column.type].scaleOf(column) ?? looseScale };
}
