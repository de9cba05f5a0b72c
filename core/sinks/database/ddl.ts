import { createHash } from 'node:crypto';
import { identifier } from '#core/sql/sql.ts';
import type { LoadedColumn, TableLoad } from './table-load.ts';

/** Where the SQL of two databases differs. */
export interface DatabaseDialect {
  readonly typeOf: (column: LoadedColumn) => string;
}

/**
 * The conditions that the columns of a table promise, each with a name. `knowsExactNumbers` says whether numbers of any number of places are
 * numbers to the database; as texts they cannot be compared.
 */
export function checksOf(
  columns: readonly LoadedColumn[],
  knowsExactNumbers: boolean,
): readonly { readonly name: string; readonly condition: string }[] {
  return columns.flatMap(({ name, kind, min, max, values, isExactNumber = false }) => {
    if (isExactNumber && !knowsExactNumbers) return [];
    const column = quotedName(name);
    const isNumber = isExactNumber || kind.kind === 'integer' || kind.kind === 'decimal' || kind.kind === 'real';
    const limit = (text: string): string => (isNumber && Number.isFinite(Number(text)) ? text : quotedText(text));
    return [
      ...(min === undefined ? [] : [{ name: `${name}_min`, condition: `${column} >= ${limit(min)}` }]),
      ...(max === undefined ? [] : [{ name: `${name}_max`, condition: `${column} <= ${limit(max)}` }]),
      ...(values === undefined ? [] : [{ name: `${name}_values`, condition: `${column} in (${values.map(limit).join(', ')})` }]),
    ];
  });
}

/** The lines that declare the columns of a table. */
export function columnLines({ columns }: TableLoad, dialect: DatabaseDialect): readonly string[] {
  return columns.map((column) => `${quotedName(column.name)} ${dialect.typeOf(column)}`);
}

/** Names in a row, in quotes. */
export function nameList(columns: readonly string[]): string {
  return columns.map(quotedName).join(', ');
}

/** A name in quotes. */
export function quotedName(name: string): string {
  return identifier(name).text;
}

/** A table, with its schema where it names one. */
export function quotedTable(table: string): string {
  return table.split('.').map(quotedName).join('.');
}

/** A name for what belongs to a table, short enough for every database. */
export function constraintName(table: string, columns: readonly string[], ending: string): string {
  const name = `${table.split('.').at(-1)}_${columns.join('_')}`;
  const maxBytes = 62 - ending.length;
  return `${Buffer.byteLength(name) <= maxBytes ? name : `${name.slice(0, 30)}_${shortHash(name)}`}_${ending}`;
}

function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** What a table says of itself that Winnow made: only such a one is replaced without being asked for. */
export const ownMark = 'written by Winnow';
