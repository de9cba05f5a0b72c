import { quoted } from '#core/sql/names.ts';
import { identifier } from '#core/sql/sql.ts';

/** A name as it stands in SQL that people read: quoted only where it must be. */
export function name(text: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(text) && !reserved.has(text) ? text : identifier(text).text;
}

/** A column of a table or alias. */
export function columnOf(table: string, column: string): string {
  return `${name(table)}.${name(column)}`;
}

/** A value as it stands in SQL; null where there is none. */
export function value(given: string | number | boolean | undefined): string {
  if (given === undefined) return 'null';
  return typeof given === 'string' ? quoted(given).text : String(Number(given));
}

/** A column of a select under its name. */
export function selected(expression: string, column: string): string {
  return expression === name(column) || expression.endsWith(`.${name(column)}`) ? expression : `${expression} as ${name(column)}`;
}

/** A query of several selected columns, one on each line. */
export function listed(columns: readonly string[]): string {
  return columns.map((column) => `  ${column}`).join(',\n');
}

/** The keywords of SQLite (https://www.sqlite.org/lang_keywords.html), which as names are quoted. */
const reserved = new Set(
  [
    'abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case',
    'cast check collate column commit conflict constraint create cross current current_date current_time current_timestamp',
    'database default deferrable deferred delete desc detach distinct do drop each else end escape except exclude exclusive',
    'exists explain fail false filter first following for foreign from full generated glob group groups having if ignore',
    'immediate in index indexed initially inner insert instead intersect into is isnull join key last left like limit match',
    'materialized natural no not nothing notnull null nulls of offset on or order others outer over partition plan pragma',
    'preceding primary query raise range recursive references regexp reindex release rename replace restrict returning right',
    'rollback row rowid rows savepoint select set table temp temporary then ties to transaction trigger true unbounded union',
    'unique update using vacuum values view virtual when where window with without',
  ].flatMap((line) => line.split(' ')),
);
