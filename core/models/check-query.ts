import { Failure } from '#core/contract/failure.ts';
import type { Database, Query } from '#core/workspace/open.ts';

/** Prepares SQL that a definition brings. Throws a Failure (BAD_DEFINITION) where it is anything but one query that changes nothing. */
export function checkQuery(database: Database, text: string, what: string): Query {
  try {
    if (!/^\s*(--[^\n]*\n\s*)*(select|with|values)\b/i.test(text) || /\b(load_extension|pragma_\w+)\b/i.test(text))
      throw new RangeError('it must be one select that changes nothing');
    const statement = database.prepare<unknown[], unknown[]>(text);
    if (!statement.reader || !statement.readonly) throw new RangeError('it must be one select that changes nothing');
    const names = statement.columns().map((column) => column.name.toLowerCase());
    if (new Set(names).size < names.length) throw new RangeError('two of its columns have the same name');
    return statement;
  } catch (error) {
    throw notBuilt(error, what);
  }
}

/** A Failure (BAD_DEFINITION) that tells why what a definition names cannot be made of its SQL. */
export function notBuilt(error: unknown, what: string): Failure {
  const reason = error instanceof Error ? sqlReason(error.message) : error;
  return new Failure('BAD_DEFINITION', `${what} cannot be built: ${reason}; correct its sql`, { cause: error });
}

/** What SQLite says where that means something to whoever wrote the SQL; other limits of it in words. */
function sqlReason(message: string): string {
  if (/recursion limit|parser stack|expression tree is too large/i.test(message)) return 'it nests too deeply';
  if (/string or blob too big/i.test(message)) return 'it makes a text that is too long';
  return message;
}
