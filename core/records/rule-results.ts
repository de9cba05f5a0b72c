import { Failure } from '#core/contract/failure.ts';
import type { RuleResult } from '#core/contract/rules.ts';
import { type Severity, severity as severityOf } from '#core/contract/severity.ts';
import { allowance, allowanceText, standingOf } from '#core/definition/allowance.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { codeOfRule, titleOfRule } from '#core/quality/rule-words.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { publishedRun, runWithPipeline } from './published-run.ts';

/** What every rule came to in a run; in the one that is shown where none is named. */
export function ruleResultsOf(database: Database, runId: string | undefined): RuleResult[] {
  const run = runId === undefined ? publishedRun(database) : runWithPipeline(database, runId);
  if (!run) throw new Failure('NOT_FOUND', `there is no run ${runId}; \`winnow runs list\` shows those there are`);
  const words = new Map(
    Object.entries(run.pipeline.datasets).flatMap(([dataset, definition]) =>
      rulesOfDataset(definition).map((rule) => {
        const said = { title: titleOfRule(rule), code: codeOfRule(rule, definition.columns) };
        return [`${dataset} ${rule.id}`, said] as const;
      }),
    ),
  );
  const rows = rowsOf(
    database,
    sql`
      select dataset, rule_id, rule, severity, dimension, category, control_type, checked, passed, failed, not_applicable, status, note, allowance
      from rule_results
      where run_no = ${run.row.runNo}
      order by id`,
  );
  return rows.map(
    ([
      dataset,
      ruleId,
      rule,
      severity,
      dimension,
      category,
      controlType,
      checked,
      passed,
      failed,
      notApplicable,
      status,
      note,
      stored,
    ]) => ({
      dataset: String(dataset),
      ruleId: String(ruleId),
      rule: String(rule),
      code: words.get(`${dataset} ${ruleId}`)?.code ?? String(ruleId).toUpperCase(),
      title: words.get(`${dataset} ${ruleId}`)?.title ?? String(ruleId).replaceAll('_', ' '),
      severity: String(severity),
      dimension: String(dimension),
      category: String(category),
      controlType: String(controlType),
      checked: Number(checked),
      passed: Number(passed),
      failed: Number(failed),
      notApplicable: Number(notApplicable),
      status: String(status),
      note: note === null ? null : String(note),
      ...allowedOf(stored, { failed: Number(failed), checked: Number(checked), severity: severityOf.parse(severity) }),
    }),
  );
}

function allowedOf(
  stored: unknown,
  result: { readonly failed: number; readonly checked: number; readonly severity: Severity },
): Pick<RuleResult, 'allowed' | 'isAllowed'> {
  if (typeof stored !== 'string') return { allowed: null, isAllowed: false };
  const allowed = allowance.parse(JSON.parse(stored));
  return { allowed: allowanceText(allowed), isAllowed: standingOf(result, allowed).isAllowed };
}
