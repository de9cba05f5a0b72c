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

/** Words that SQLite keeps for itself and that may well be names of columns. */
const reserved = new Set([
  ...[
    'add',
    'all',
    'alter',
    'and',
    'as',
    'between',
    'by',
    'case',
    'check',
    'collate',
    'column',
    'commit',
    'constraint',
    'create',
  ],
  ...[
    'cross',
    'current_date',
    'current_time',
    'current_timestamp',
    'default',
    'delete',
    'distinct',
    'drop',
    'else',
    'end',
    'escape',
  ],
  ...['except', 'exists', 'filter', 'for', 'foreign', 'from', 'full', 'group', 'having', 'if', 'in', 'index', 'inner', 'insert'],
  ...[
    'intersect',
    'into',
    'is',
    'isnull',
    'join',
    'key',
    'left',
    'like',
    'limit',
    'natural',
    'not',
    'notnull',
    'null',
    'of',
    'offset',
  ],
  ...[
    'on',
    'or',
    'order',
    'outer',
    'over',
    'primary',
    'references',
    'right',
    'row',
    'rows',
    'select',
    'set',
    'table',
    'then',
    'to',
  ],
  ...['transaction', 'union', 'unique', 'update', 'using', 'values', 'view', 'when', 'where', 'window', 'with'],
]);
