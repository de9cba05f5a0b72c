import type { RunDetail } from '#core/contract/runs.ts';
import { severity } from '#core/contract/severity.ts';
import { type Allowance, allowance, standingOf } from '#core/definition/allowance.ts';
import { scoreValue } from '#core/quality/score.ts';
import { toldCheck } from '#core/records/told-check.ts';
import { join, literal, sql } from '#core/sql/sql.ts';
import { changedSinceModels } from '#core/store/changed-since-models.ts';
import { checkResultsOf } from '#core/store/check-results.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { outputsOf } from '#core/store/outputs.ts';
import { runFailuresOf } from '#core/store/run-failures.ts';
import { extractsOf } from '#core/store/run-sources.ts';
import { type RunRow, versionOf } from '#core/store/runs.ts';
import { tableLoadsOf } from '#core/store/table-loads.ts';
import { isBeingWritten } from '#core/workspace/lock.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

const severities = ['critical', 'error', 'warning', 'info'] as const;

/** The most file notes listed; the violations hold all of them. */
const mostNotes = 50;

/** Everything that is told of a run. */
export function runDetailOf(database: Database, run: RunRow): RunDetail {
  const failures = rowsOf(
    database,
    sql`
      select dataset, rule_id, failed, severity, checked, allowance from rule_results
      where run_no = ${run.runNo} and failed > 0
      order by id`,
  );
  const standings = failures.map(([, , failed, of, checked, allowed]) =>
    standingOf({ failed: Number(failed), checked: Number(checked), severity: severity.parse(of) }, storedAllowance(allowed)),
  );
  const allowedRules = standings.filter(({ isAllowed }) => isAllowed).length;
  const { notEvaluated, fileNotes, neverApplied } = troublesOf(database, run.runNo);
  const violationsOf = (dataset: string): Record<string, number> =>
    Object.fromEntries(failures.filter(([of]) => of === dataset).map(([, ruleId, failed]) => [String(ruleId), Number(failed)]));
  // A part of what should be judged says nothing about the whole.
  const weights =
    run.skipped.length > 0 || run.failedWeight === null || run.checkedWeight === null
      ? null
      : { failed: run.failedWeight, checked: run.checkedWeight };
  const [resumable] = rowsOf(database, sql`select is_resumable from runs where run_no = ${run.runNo}`)[0] ?? [];
  const checks = checkResultsOf(database, run.runNo);
  const partsFailed = runFailuresOf(database, run.runNo);
  const failedChecks = checks.filter(({ status }) => status === 'failed');
  const worst = severities.find(
    (level) =>
      standings.some((standing) => standing.severity === level) ||
      notEvaluated.some((rule) => rule.severity === level) ||
      failedChecks.some((check) => check.severity === level),
  );
  const [evaluated = 0] =
    rowsOf(
      database,
      sql`select count(*) from rule_results where run_no = ${run.runNo} and status = 'evaluated' and failed = 0`,
    )[0] ?? [];
  return {
    runId: run.runId,
    pipeline: run.pipeline,
    version: versionOf(database, run),
    status: run.status,
    stage: run.stage,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    durationMs: run.durationMs,
    datasets: Object.fromEntries(
      [...ledgersOf(database, run.runNo)].map(([dataset, ledger]) => [dataset, { ...ledger, violations: violationsOf(dataset) }]),
    ),
    extract: Object.fromEntries(extractsOf(database, run.runNo)),
    score: weights && scoreValue(weights.failed, weights.checked),
    scoreWeights: weights,
    worstSeverity: worst ?? null,
    quality: partsFailed.length > 0 ? 'critical' : worst === undefined || worst === 'info' ? 'passed' : worst,
    results: {
      passed: Number(evaluated) + allowedRules + checks.filter(({ status }) => status === 'passed').length,
      failed: failures.length - allowedRules + failedChecks.length,
      errors: notEvaluated.length,
    },
    checks: checks.map(toldCheck),
    notEvaluated: notEvaluated.map(({ severity: _, ...rule }) => rule),
    fileNotes,
    neverApplied,
    outputs: [...outputsOf(database, run.runNo)],
    tables: [...tableLoadsOf(database, run.runNo)],
    failures: [...partsFailed],
    error: run.error,
    skipped: [...run.skipped],
    canResume: resumable === 1 && !isBeingWritten(database.name),
    isPublished: run.isPublished,
    changedSinceModels: changedSinceModels(database, run.runId),
  };
}

/** Rules that could not be evaluated or never applied, and what is wrong with whole files. */
function troublesOf(database: Database, runNo: number) {
  const notEvaluated = rowsOf(
    database,
    sql`
      select dataset, rule_id, coalesce(note, ''), severity from rule_results
      where run_no = ${runNo} and status = 'could not be evaluated'
      order by id`,
  );
  const ofFiles = rowsOf(
    database,
    sql`select id from rule_results where run_no = ${runNo} and validation_stage = 'ingest' and failed > 0`,
  ).map(([id]) => literal(String(id)));
  const fileNotes = rowsOf(
    database,
    sql`
      select r.dataset, r.rule_id, v.reason
      from violations v
      join rule_results r on r.id = v.rule_result_id
      where v.rule_result_id in (${join(ofFiles)})
        and v.record_id is null
      order by v.id
      limit ${mostNotes}`,
  );
  const neverApplied = rowsOf(
    database,
    sql`
      select dataset, rule_id
      from rule_results
      where run_no = ${runNo} and status = 'evaluated' and validation_stage <> 'ingest' and checked = 0 and not_applicable > 0
      order by id`,
  );
  const ofRule = ([dataset, ruleId]: readonly unknown[]) => ({ dataset: String(dataset), ruleId: String(ruleId) });
  return {
    notEvaluated: notEvaluated.map((row) => ({ ...ofRule(row), note: String(row[2]), severity: String(row[3]) })),
    fileNotes: fileNotes.map((row) => ({ ...ofRule(row), note: String(row[2]) })),
    neverApplied: neverApplied.map(ofRule),
  };
}

/** An allowance as a rule result keeps it. */
function storedAllowance(stored: unknown): Allowance | undefined {
  return typeof stored === 'string' ? allowance.parse(JSON.parse(stored)) : undefined;
}
