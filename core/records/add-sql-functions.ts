import { sqlFunctions } from '#core/quality/sql-functions.ts';
import type { Database } from '#core/workspace/open.ts';

/** Gives a connection the functions that the SQL form of rules and the tables of models use and SQLite does not have. */
export function addSqlFunctions(database: Database): void {
  for (const { name, call, isForViews = false } of sqlFunctions)
    database.function(name, { deterministic: true, directOnly: !isForViews, varargs: call.length === 0 }, call);
}
