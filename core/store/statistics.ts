import { integers, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** What tells them from the other metrics of a run. */
const unit = 'statistic';

/** Keeps figures that a rule found about a whole dataset, in the place of those before. */
export function keepStatistics(
  database: Database,
  runId: string,
  dataset: string,
  ruleId: string,
  figures: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(figures)) {
    const told = `${ruleId}: ${name}`;
    run(
      database,
      sql`delete from metrics where run_id = ${runId} and dataset = ${dataset} and name = ${told} and unit = ${unit}`,
    );
    if (typeof value === 'number')
      run(
        database,
        sql`insert into metrics (run_id, dataset, name, value, unit) values (${runId}, ${dataset}, ${told}, ${value}, ${unit})`,
      );
  }
}

/** One of these figures, as SQL. */
export function statisticSql(runNo: number, dataset: string, ruleId: string, name: string): Sql {
  return sql`(
    select value from metrics
    where run_id = (select run_id from runs where run_no = ${runNo}) and dataset = ${dataset} and name = ${`${ruleId}: ${name}`} and unit = ${unit})`;
}

/** Whether a run kept such figures for a rule. */
export function hasStatistics(database: Database, runId: string, dataset: string, ruleId: string): boolean {
  const own = sql`run_id = ${runId} and dataset = ${dataset} and unit = ${unit}`;
  return (
    rowsOf(database, sql`select 1 from metrics where ${own} and substr(name, 1, ${ruleId.length + 2}) = ${`${ruleId}: `} limit 1`)
      .length > 0
  );
}

/** Gives the figures that rules with these results found to a run that goes on with the records. */
export function copyStatistics(database: Database, fromId: string, toId: string, ruleResults: readonly number[]): void {
  run(
    database,
    sql`
      insert into metrics (run_id, dataset, name, value, unit)
      select ${toId}, m.dataset, name, value, unit
      from metrics m
      join rule_results r on r.dataset = m.dataset and substr(m.name, 1, length(r.rule_id) + 2) = r.rule_id || ': '
      where m.run_id = ${fromId} and unit = ${unit} and r.id in (${integers(ruleResults)})`,
  );
}

/** Lets go of all metrics of a run but these figures. */
export function forgetMetrics(database: Database, runId: string): void {
  run(database, sql`delete from metrics where run_id = ${runId} and unit <> ${unit}`);
}
