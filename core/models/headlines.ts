import type { ShownRun } from '#core/records/rules-of-run.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { checkQuery } from './check-query.ts';

/** The single number that a chart of the kind kpi shows. */
export interface Headline {
  readonly id: string;
  readonly value: number;
}

/** The name under which a headline is kept with the metrics of a run. */
export function headlineMetric(id: string): string {
  return `headline ${id}`;
}

/** The headlines of a run that the connection sees; those without a number are left out. */
export function headlinesOf(database: Database, { pipeline }: ShownRun): readonly Headline[] {
  return pipeline.charts.flatMap(({ id, kind, sql: text, y }) => {
    if (kind !== 'kpi') return [];
    const statement = checkQuery(database, text, `the chart ${id}`);
    const at = Math.max(
      0,
      statement.columns().findIndex(({ name }) => name === y),
    );
    const [row = []] = statement.raw().all() as (readonly unknown[])[];
    const value = row[at];
    return typeof value === 'number' ? [{ id, value }] : [];
  });
}

/** What a headline was in the run before; null where there is none. */
export function headlineBefore(database: Database, runNo: number, id: string): number | null {
  const [value = null] =
    rowsOf(
      database,
      sql`
        select value
        from metrics
        join runs using (run_id)
        where name = ${headlineMetric(id)} and runs.run_no < ${runNo} and runs.status = 'succeeded'
        order by runs.run_no desc
        limit 1`,
    )[0] ?? [];
  return value === null ? null : Number(value);
}
