import { Failure } from '#core/contract/failure.ts';
import type { Condition } from '#core/contract/records.ts';
import { numberIn } from '#core/quality/values/number-in.ts';
import { parseScaled } from '#core/quality/values/scaled.ts';
import { folded } from '#core/sql/folded.ts';
import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import type { ValueColumn } from './value-columns.ts';

/** A column that is compared. */
export interface ComparedColumn {
  readonly value: Sql;
  /** Of texts that are numbers, or may be: which. */
  readonly number: Sql | undefined;
  /** Undefined for a column of the file that the pipeline does not declare. */
  readonly definition: ValueColumn | undefined;
}

/** The closed list of operators; values are always bound, numbers in the minor units of the column. */
export function conditionSql(
  { operator, value, values }: Condition,
  { value: column, number, definition }: ComparedColumn,
  problems: () => Sql,
): Sql {
  const scale = definition?.scale;
  const stored = (given: string | number): string | number =>
    definition ? storedValue(given, definition) : number ? String(given) : given;
  // What is kept as text though it is a number is compared as one.
  const compared = (definition && number) ?? column;
  const text = scale === undefined || scale === 0 ? column : sql`printf(${`%.${scale}f`}, ${column} / ${literal(`1e${scale}`)})`;
  const bound = number && numberIn(String(value));
  const beside = (than: '<' | '<=' | '>' | '>='): Sql =>
    number && bound !== undefined ? sql`${number} ${literal(than)} ${bound}` : sql`${column} ${literal(than)} ${stored(value)}`;
  switch (operator) {
    case 'equals':
      return value === '' ? emptySql(column, problems) : sql`${compared} = ${stored(value)}`;
    case 'differs':
      return sql`${compared} is not ${stored(value)}`;
    case 'less':
      return beside('<');
    case 'at most':
      return beside('<=');
    case 'greater':
      return beside('>');
    case 'at least':
      return beside('>=');
    case 'contains':
      return holdsSql(text, String(value));
    case 'starts with':
      return holdsSql(text, String(value), '');
    case 'is built as':
      return sql`built_as(${text}, ${String(value)}) = 1`;
    case 'is not built as':
      return sql`built_as(${text}, ${String(value)}) = 0`;
    case 'has odd spaces':
      return sql`has_odd_spaces(${text}) = 1`;
    case 'is empty':
      return emptySql(column, problems);
    case 'is not empty':
      return sql`not ${emptySql(column, problems)}`;
    case 'one of': {
      const filled = values.filter((entry) => entry !== null).map(stored);
      const among = sql`${compared} in (${join(filled.map((entry) => sql`${entry}`))})`;
      return values.includes(null) ? sql`(${among} or ${column} is null)` : among;
    }
  }
}

/** A value as the table of records keeps it. */
function storedValue(given: string | number, { name, type, scale }: ValueColumn): string | number {
  if (type === 'boolean') {
    if (/^(true|1|yes)$/i.test(String(given))) return 1;
    if (/^(false|0|no)$/i.test(String(given))) return 0;
    throw new Failure('BAD_INPUT', `${name} holds true or false; "${given}" is neither`);
  }
  if (scale === undefined && type !== 'decimal') return String(given);
  const number = scale === undefined ? (numberIn(String(given)) ?? 'not a number') : parseScaled(String(given), scale);
  if (typeof number === 'number') return number;
  // More places than the column keeps: no cell equals it, but cells are still less or greater.
  if (number === 'too many places') return Number(given) * 10 ** (scale ?? 0);
  throw new Failure('BAD_INPUT', `"${given}" is not a number, and ${name} holds numbers; give a number such as 12.5`);
}

/** A cell is empty where it has no value and that is not because its text could not be read. */
function emptySql(column: Sql, problems: () => Sql): Sql {
  return sql`(${column} is null and id not in (${problems()}))`;
}

/** Letters of a text that is looked for, at most: SQLite takes patterns of 50,000 bytes. */
const mostLooked = 6000;

/**
 * Whether a column holds a text with others around it, capital or small; `before` and `after` are what may stand there, as patterns of
 * `like`. Throws a Failure (BAD_INPUT) where the text is too long.
 */
export function holdsSql(column: Sql, text: string, before = '%', after = '%'): Sql {
  if (text.length > mostLooked)
    throw new Failure('BAD_INPUT', `the text to look for has ${text.length} letters; look for at most ${mostLooked} of them`);
  // To SQLite a text ends at NUL, and so would match anything.
  if (text.includes('\0')) return sql`false`;
  const wanted = folded(text);
  const pattern = wanted.replace(/[\\%_]/g, '\\$&');
  const known = pattern.replace(beyondAscii, (letter) => (letter.toLowerCase() === letter.toUpperCase() ? letter : '%'));
  const like = sql`${column} like ${before + known + after} escape '\\'`;
  if (known === pattern) return like;
  // Capitals beyond ASCII are nothing that `like` knows: it finds which texts may hold them, and of those that have such letters this decides.
  const place = sql`instr(winnow_folded(${column}), ${wanted})`;
  return sql`(${like} and octet_length(${column}) > length(${column}) and ${place} ${literal(before === '' ? '= 1' : '> 0')})`;
}

const beyondAscii = /[^\0-\x7f]/gu;
