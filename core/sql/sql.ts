/** A piece of SQL with the values bound to its question marks, in order. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

export type SqlValue = string | number | bigint | null | Uint8Array;

/** Builds SQL from a template: other pieces of SQL are put in place, everything else becomes a bound value. */
export function sql(parts: TemplateStringsArray, ...inserts: readonly (Sql | SqlValue)[]): Sql {
  const values: SqlValue[] = [];
  let text = parts[0] ?? '';
  for (const [index, insert] of inserts.entries()) {
    if (isSql(insert)) {
      text += insert.text;
      values.push(...insert.values);
    } else {
      text += '?';
      values.push(insert);
    }
    text += parts[index + 1] ?? '';
  }
  return { text, values };
}

/** A quoted SQL identifier: the only way a name gets into SQL. Throws a RangeError for a NUL, which SQLite cannot store in a name. */
export function identifier(name: string): Sql {
  if (name.includes('\0')) throw new RangeError('a name in SQL cannot contain a NUL character');
  return { text: `"${name.replaceAll('"', '""')}"`, values: [] };
}

/** SQL pieces in a row, with a separator between them. */
export function join(pieces: readonly Sql[], separator = ', '): Sql {
  return { text: pieces.map((piece) => piece.text).join(separator), values: pieces.flatMap((piece) => piece.values) };
}

/** SQL text from this program's own source, never from data. */
export function literal(text: string): Sql {
  return { text, values: [] };
}

/** Whole numbers in a row, such as the ids of a list: `1, 2, 3`. */
export function integers(numbers: readonly number[]): Sql {
  return { text: numbers.map((number) => Math.trunc(number)).join(', '), values: [] };
}

/** The select that a pipeline declares: text that a person wrote, to be used only where `checkQuery` looked at it first. */
export function declaredSelect(text: string): Sql {
  return { text, values: [] };
}

function isSql(insert: Sql | SqlValue): insert is Sql {
  return typeof insert === 'object' && insert !== null && 'text' in insert;
}
