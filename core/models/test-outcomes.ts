import { identifier, sql } from '#core/sql/sql.ts';
import { type Database, objectsOf, rowsOf } from '#core/workspace/open.ts';

/** All rows of a model of the run that is shown. */
export function rowsOfModel(database: Database, model: string): readonly Readonly<Record<string, unknown>>[] {
  return objectsOf(database, sql`select * from ${identifier(model)}`);
}

/** Why records of the run that is shown break a rule, by their numbers. */
export function reasonsOf(database: Database, dataset: string, ruleId: string): ReadonlyMap<number, string> {
  const rows = rowsOf(
    database,
    sql`
      select record_id, failure_reason
      from validation_results
      where dataset = ${dataset} and rule_id = ${ruleId} and record_id is not null`,
  );
  return new Map(rows.map(([id, reason]) => [Number(id), String(reason)]));
}
