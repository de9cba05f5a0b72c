import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** Days after which a key may be used again. */
const daysKept = 7;

/** What was answered under a key, and to which request; undefined where nothing was. */
export function answerOf(database: Database, key: string): { readonly request: string; readonly outcome: string } | undefined {
  const [found] = rowsOf(database, sql`select request, outcome from request_keys where key = ${key}`);
  return found && { request: String(found[0]), outcome: String(found[1]) };
}

/** Keeps what was answered under a key; old keys are let go. Call it in the transaction of what was done. */
export function keepAnswer(
  database: Database,
  {
    key,
    request,
    outcome,
    at,
  }: { readonly key: string; readonly request: string; readonly outcome: string; readonly at: string },
): void {
  run(database, sql`delete from request_keys where answered_at < datetime(${at}, ${`-${daysKept} days`})`);
  run(
    database,
    sql`insert into request_keys (key, request, outcome, answered_at) values (${key}, ${request}, ${outcome}, ${at})`,
  );
}
