import { type Sql, sql } from '#core/sql/sql.ts';
import { type Database, queryOf, rowsOf, run } from '#core/workspace/open.ts';

/** What is fixed about a rule before it is evaluated. */
export interface NewRuleResult {
  readonly dataset: string;
  readonly ruleNo: number;
  readonly ruleId: string;
  readonly rule: string;
  readonly stage: string;
  readonly controlType: string;
  readonly severity: string;
  readonly dimension: string;
  readonly category: string;
  readonly isEnabled: boolean;
  /** How many records may fail it, as the pipeline says it (JSON); null for none. */
  readonly allowance: string | null;
}

/** Adds the line of a rule that will be evaluated in a run. */
export function addRuleResult(database: Database, runNo: number, runId: string, result: NewRuleResult, at: string): void {
  run(
    database,
    sql`
      insert into rule_results (run_no, run_id, dataset, rule_no, rule_id, rule, validation_stage, control_type, severity, dimension, category, status, allowance, evaluated_at)
      values (${runNo}, ${runId}, ${result.dataset}, ${result.ruleNo}, ${result.ruleId}, ${result.rule}, ${result.stage}, ${result.controlType},
        ${result.severity}, ${result.dimension}, ${result.category}, ${result.isEnabled ? 'evaluated' : 'switched off'},
        ${result.allowance}, ${at})`,
  );
}

/** Ids of the rule results of a dataset in a run, by the place of the rule. */
export function ruleResultIds(database: Database, runNo: number, dataset: string): readonly number[] {
  return rowsOf(database, sql`select id from rule_results where run_no = ${runNo} and dataset = ${dataset} order by rule_no`).map(
    ([id]) => Number(id),
  );
}

/** How often a rule passed, failed and did not apply, to be added to its result. */
export interface RuleTally {
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
  readonly broken: string | undefined;
}

/** A function that adds tallies to rule results. */
export function createTallier(database: Database): (id: number, tally: RuleTally) => void {
  const add = database.prepare(
    `update rule_results
     set checked = checked + ?, passed = passed + ?, failed = failed + ?, not_applicable = not_applicable + ?
     where id = ?`,
  );
  const giveUp = database.prepare(`update rule_results set status = 'could not be evaluated', note = ? where id = ?`);
  return (id, { passed, failed, notApplicable, broken }) => {
    if (passed + failed + notApplicable > 0) add.run(passed + failed, passed, failed, notApplicable, id);
    if (broken !== undefined) giveUp.run(broken, id);
  };
}

/** A function that adds one violation. */
export function createViolationInserter(
  database: Database,
): (ruleResultId: number, record: number | null, reason: string) => void {
  const statement = database.prepare('insert into violations (rule_result_id, record_id, reason) values (?, ?, ?)');
  return (ruleResultId, record, reason) => statement.run(ruleResultId, record, reason);
}

/** What is wrong with a record by one rule, as stored. */
export interface Violation {
  readonly id: number;
  /** The place of the rule among those asked about. */
  readonly index: number;
  readonly reason: string;
}

/** A function that gives the violations of some records by the rules with these results, by record, each in the order in which they were found. */
export function createViolationReader(
  database: Database,
  results: readonly number[],
): (records: readonly number[]) => ReadonlyMap<number, readonly Violation[]> {
  const placeOf = new Map(results.map((result, index) => [result, index]));
  const ask = queryOf(
    database,
    sql`
      select v.record_id, v.id, v.rule_result_id, v.reason
      from json_each(?) record
      cross join violations v on v.record_id = record.value
      where v.rule_result_id between ? and ?
      order by v.id`,
  );
  const first = Math.min(...results);
  const last = Math.max(...results);
  return (records) => {
    const found = new Map<number, Violation[]>();
    for (const [record, id, result, reason] of ask(JSON.stringify(records), first, last)) {
      const index = placeOf.get(Number(result));
      if (index === undefined) continue;
      const own = found.get(Number(record)) ?? [];
      found.set(Number(record), own);
      own.push({ id: Number(id), index, reason: String(reason) });
    }
    return found;
  };
}

/** Deletes violations. */
export function deleteViolations(database: Database, ids: readonly number[]): void {
  if (ids.length > 0)
    run(database, sql`delete from violations where id in (select value from json_each(${JSON.stringify(ids)}))`);
}

/** A record that waits for a person. */
export interface NewException {
  readonly dataset: string;
  readonly record: number;
  /** The first reason found. */
  readonly ruleResultId: number;
  readonly fingerprint: string;
}

/** How the line of an exception stands: told apart into cells, broken, or broken but among the records since a decision. */
export const lineShape = { sound: 0, broken: 1, settled: 2 } as const;

/** The table of exceptions with the columns that a bulk insert fills, in this order. */
export const exceptionColumns: Sql = sql`exception_rows (run_no, dataset, record_id, is_structural, rule_result_id, fingerprint)`;

/** The table of violations with the columns that a bulk insert fills, in this order. */
export const violationColumns: Sql = sql`violations (rule_result_id, record_id, reason)`;

/** The table of changes with the columns that a bulk insert fills, in this order. */
export const changeColumns: Sql = sql`cell_changes (cause_id, record_id, old_value, new_value)`;

/** A function that makes a sound record an exception, unless it is one already. */
export function createExceptionInserter(database: Database, runNo: number): (exception: NewException) => void {
  const insert = database.prepare(
    `insert into ${exceptionColumns.text} values (?, ?, ?, 0, ?, ?) on conflict (run_no, dataset, record_id) do nothing`,
  );
  return ({ dataset, record, ruleResultId, fingerprint }) => insert.run(runNo, dataset, record, ruleResultId, fingerprint);
}

/** A function that gives the id of the cause of changes to a column by a step; each is made when first needed. */
export function createCauseFinder(
  database: Database,
  runNo: number,
  dataset: string,
): (column: string, stepNo: number, step: string) => number {
  const causes = new Map<string, number>();
  return (column, stepNo, step) => {
    const key = `${stepNo} ${column}`;
    const known = causes.get(key);
    if (known !== undefined) return known;
    run(
      database,
      sql`
        insert into change_causes (run_no, dataset, column_name, step_no, step)
        values (${runNo}, ${dataset}, ${column}, ${stepNo}, ${step})
        on conflict do nothing`,
    );
    const [row] = rowsOf(
      database,
      sql`select id from change_causes where run_no = ${runNo} and dataset = ${dataset} and column_name = ${column} and step_no = ${stepNo}`,
    );
    const id = Number(row?.[0]);
    causes.set(key, id);
    return id;
  };
}
