import type { ColumnDefinition } from '#core/definition/column.ts';
import { linkTo, type Relations } from '#core/definition/relations.ts';
import { types } from '../types.ts';
import { looseScale } from './evaluate.ts';
import { everyRecord, parseExpression } from './parse.ts';
import { type Type, type Typed, typecheck } from './typecheck.ts';

type Columns = Readonly<Record<string, ColumnDefinition>>;

/** What an expression may see besides the columns of its own dataset. */
export interface Sight {
  /** The date that the run is about; a definition is read without one. */
  readonly today?: string;
  /** The datasets bound to its own by references. */
  readonly relations?: Relations;
}

/** Parses and checks an expression over the columns of a dataset. Throws a RangeError with a sentence. */
export function readExpression(source: string, columns: Columns, { today = '2000-01-01', relations }: Sight = {}): Typed {
  const related = (kind: 'parents' | 'children') => (dataset: string, name: string) => {
    if (!relations)
      throw new RangeError(
        `${dataset}.${name} is in another dataset: an expression sees the columns of its own dataset alone here, ${listed(columns)}`,
      );
    const link = linkTo(relations, kind, dataset);
    if (name === everyRecord) return { kind: 'boolean' } as const;
    const column = Object.hasOwn(link.columns, name) ? link.columns[name] : undefined;
    if (!column) throw new RangeError(`there is no column ${name} in ${dataset}; there are ${listed(link.columns)}`);
    return typeOf(column);
  };
  return typecheck(parseExpression(source), {
    typeOf: (name) => {
      const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
      if (!column) throw new RangeError(`there is no column ${name} in this dataset; an expression sees ${listed(columns)}`);
      return typeOf(column);
    },
    typeInParent: related('parents'),
    typeInChildren: related('children'),
    today,
  });
}

/** Columns that are listed in a sentence. */
const mostListed = 20;

function listed(columns: Columns): string {
  const names = Object.keys(columns);
  return names.length > mostListed
    ? `${names.slice(0, mostListed).join(', ')} and ${names.length - mostListed} more`
    : names.join(', ');
}

function typeOf(column: ColumnDefinition): Type {
  if (column.type === 'boolean') return { kind: 'boolean' };
  if (column.type !== 'integer' && column.type !== 'decimal') return { kind: 'text', isInstant: column.type === 'timestamp' };
  return { kind: 'number', scale: types[column.type].scaleOf(column) ?? looseScale };
}
