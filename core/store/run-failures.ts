import type { RunFailure } from '#core/contract/run-failure.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** Notes what a run could not do and went on without; what is noted again keeps its place. */
export function addRunFailure(database: Database, runNo: number, { part, name, reason }: RunFailure): void {
  const before = runFailuresOf(database, runNo).findIndex((known) => known.part === part && known.name === name);
  const position = before < 0 ? sql`(select count(*) from run_failures where run_no = ${runNo})` : sql`${before}`;
  run(
    database,
    sql`
      insert or replace into run_failures (run_no, position, part, name, reason)
      values (${runNo}, ${position}, ${part}, ${name}, ${reason})`,
  );
}

/** What a run could not do, in order. */
export function runFailuresOf(database: Database, runNo: number): readonly RunFailure[] {
  return rowsOf(database, sql`select part, name, reason from run_failures where run_no = ${runNo} order by position`).map(
    // The part is checked by the table.
    ([part, name, reason]) => ({ part: part as RunFailure['part'], name: String(name), reason: String(reason) }),
  );
}

/** The models of a run that could not be built and are empty. */
export function failedModels(database: Database, runNo: number): ReadonlySet<string> {
  return new Set(runFailuresOf(database, runNo).flatMap(({ part, name }) => (part === 'model' ? [name] : [])));
}

/** Forgets what failed of some parts, because they are made again. */
export function forgetRunFailures(database: Database, runNo: number, parts: readonly RunFailure['part'][]): void {
  const rest = runFailuresOf(database, runNo).filter(({ part }) => !parts.includes(part));
  run(database, sql`delete from run_failures where run_no = ${runNo}`);
  for (const failure of rest) addRunFailure(database, runNo, failure);
}
