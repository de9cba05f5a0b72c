import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { severity } from '#core/contract/severity.ts';
import { scoreOf } from '#core/quality/score.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { sql } from '#core/sql/sql.ts';
import { replaceCheckResults } from '#core/store/check-results.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { updateRun } from '#core/store/runs.ts';
import { forgetMetrics } from '#core/store/statistics.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import { checkDatasets } from './check-datasets.ts';
import { checkQuery } from './check-query.ts';
import { failureOf, withoutFailed } from './failed-models.ts';
import { headlineMetric, headlinesOf } from './headlines.ts';
import { judgeModels } from './judge-models.ts';
import { namesTable } from './names-table.ts';

/** Hears of a part that failed, and throws where that is the end. */
type OnFailure = (part: { readonly part: 'rule' | 'reconciliation'; readonly name: string }, error: unknown) => void;

/**
 * Stores the score and the metrics of a run that the connection sees, without what is said of the models that failed. Throws a Failure
 * (RUN_FAILED) where totals differ.
 */
export function noteFigures(
  database: Database,
  run: ShownRun & { readonly id: string; readonly today: string },
  failed: ReadonlySet<string> = new Set(),
  onFailure?: OnFailure,
) {
  const { pipeline } = run;
  const rules = rowsOf(
    database,
    sql`select severity, checked, failed from rule_results where run_no = ${run.no} and status = 'evaluated'`,
  ).map(([level, checked, failed]) => ({ severity: severity.parse(level), checked: Number(checked), failed: Number(failed) }));
  const score = scoreOf(rules, pipeline.score);
  const attempt = <Result>(part: Parameters<OnFailure>[0], texts: readonly string[], give: () => Result): readonly Result[] => {
    try {
      return [give()];
    } catch (error) {
      if (!onFailure) throw error;
      onFailure(part, failureOf(error, texts, failed));
      return [];
    }
  };
  const { reconciled, judged } = withoutFailed(database, run.no, failed, () => ({
    reconciled: pipeline.reconciliations.flatMap((reconciliation) =>
      attempt({ part: 'reconciliation', name: reconciliation.id }, [reconciliation.left, reconciliation.right], () => ({
        ...reconciliation,
        ...reconcile(database, reconciliation),
      })),
    ),
    judged: judgeModels(database, { models: pipeline.models.filter(({ name }) => !failed.has(name)) }, (name, text, judge) =>
      attempt({ part: 'rule', name }, [text], judge),
    ),
  }));
  const checks = [...checkDatasets(database, run), ...judged];
  const charts = pipeline.charts.filter(({ sql: text }) => ![...failed].some((name) => namesTable(text, name)));
  const headlines = headlinesOf(database, { ...run, pipeline: { ...pipeline, charts } });
  database
    .transaction(() => {
      replaceCheckResults(database, run.no, checks);
      updateRun(database, run.no, { failed_weight: score.failedWeight, checked_weight: score.checkedWeight });
      forgetMetrics(database, run.id);
      const metric = (dataset: string | null, name: string, value: number, unit: string, detail: string | null = null): void => {
        execute(
          database,
          sql`insert into metrics (run_id, dataset, name, value, unit, detail) values (${run.id}, ${dataset}, ${name}, ${value}, ${unit}, ${detail})`,
        );
      };
      if (score.value !== null)
        metric(null, 'score', score.value, 'percent', `failed weight ${score.failedWeight} of ${score.checkedWeight}`);
      for (const [dataset, ledger] of ledgersOf(database, run.no)) {
        for (const [account, count] of Object.entries(ledger)) metric(dataset, account, count, 'records');
      }
      for (const { id, value } of headlines) metric(null, headlineMetric(id), value, 'figure');
      for (const { id, leftValue, rightValue } of reconciled)
        metric(null, `reconciliation ${id}`, leftValue - rightValue, 'difference', `${leftValue} and ${rightValue}`);
    })
    .immediate();
  return { score: score.value, reconciled, checks };
}

function reconcile(
  database: Database,
  reconciliation: { readonly id: string; readonly left: string; readonly right: string; readonly tolerance: number | string },
) {
  const numberFrom = (text: string): number => {
    const rows = checkQuery(database, text, `the reconciliation ${reconciliation.id}`).raw().all();
    const [value = null] = rows[0] ?? [];
    // A sum over no rows is nothing.
    const number = value === null ? 0 : typeof value === 'number' ? value : Number.NaN;
    if (rows.length > 1 || !Number.isFinite(number))
      throw new Failure(
        'RUN_FAILED',
        `the reconciliation ${reconciliation.id} needs one number on each side, and one is ${rows.length > 1 ? counted(rows.length, 'row') : `"${value}"`}; the run was discarded`,
      );
    return number;
  };
  const leftValue = numberFrom(reconciliation.left);
  const rightValue = numberFrom(reconciliation.right);
  // Sums of doubles in another order may differ in their last bits: one part in 10^12 is no difference.
  const rounding = Math.max(Math.abs(leftValue), Math.abs(rightValue)) * 1e-12;
  const allowed = allowedApart(reconciliation.tolerance, Math.max(Math.abs(leftValue), Math.abs(rightValue)));
  if (Math.abs(leftValue - rightValue) > allowed + rounding) {
    throw new Failure(
      'RUN_FAILED',
      `the totals of ${reconciliation.id} differ: ${leftValue} and ${rightValue}; the run was discarded`,
    );
  }
  return { leftValue, rightValue };
}

/** How far two totals may be apart, given the larger of them. */
function allowedApart(tolerance: number | string, larger: number): number {
  const text = String(tolerance);
  return text.endsWith('%') ? (Number(text.slice(0, -1)) / 100) * larger : Number(text);
}
