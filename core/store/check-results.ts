import { type Severity, severity } from '#core/contract/severity.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';

/** What a check found of a dataset as a whole. */
export interface CheckResult {
  readonly dataset: string;
  readonly id: string;
  readonly kind: string;
  readonly column: string;
  /** How bad it is where it failed. */
  readonly severity: Severity;
  readonly status: 'passed' | 'failed' | 'not applicable';
  readonly measured: number | null;
  readonly threshold: number;
}

/** Stores what the checks of a run found, in the place of what they found before. Call it in a transaction. */
export function replaceCheckResults(database: Database, runNo: number, results: readonly CheckResult[]): void {
  execute(database, sql`delete from check_results where run_no = ${runNo}`);
  for (const [position, { dataset, id, kind, column, severity, status, measured, threshold }] of results.entries())
    execute(
      database,
      sql`
        insert into check_results (run_no, dataset, position, check_id, kind, column_name, severity, status, measured, threshold)
        values (${runNo}, ${dataset}, ${position}, ${id}, ${kind}, ${column}, ${severity}, ${status}, ${measured}, ${threshold})`,
    );
}

/** What the checks of a run found, in the order of the definition. */
export function checkResultsOf(database: Database, runNo: number): readonly CheckResult[] {
  return rowsOf(
    database,
    sql`
      select dataset, check_id, kind, column_name, severity, status, measured, threshold
      from check_results
      where run_no = ${runNo}
      order by position`,
  ).map(([dataset, id, kind, column, level, status, measured, threshold]) => ({
    dataset: String(dataset),
    id: String(id),
    kind: String(kind),
    column: String(column),
    severity: severity.parse(level),
    status: status as CheckResult['status'],
    measured: measured === null ? null : Number(measured),
    threshold: Number(threshold),
  }));
}
