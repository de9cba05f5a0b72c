import type { Breaks } from '#core/contract/records.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { fileColumnsOfRule } from '#core/quality/columns-of-rule.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import type { Rule } from '#core/quality/rule.ts';
import { problemOfRule, titleOfRule } from '#core/quality/rule-words.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

/** A run whose records are asked for. */
export interface ShownRun {
  readonly no: number;
  readonly pipeline: PipelineDefinition;
}

/** A rule as a run applied it. */
export interface RuleOfRun {
  readonly id: number;
  readonly ruleId: string;
  readonly rule: string;
  readonly severity: string;
  readonly dimension: string;
  readonly category: string;
  readonly failed: number;
  readonly columns: readonly string[];
  /** undefined where the definition of the run has no such rule. */
  readonly kind: Rule | undefined;
  readonly title: string;
  readonly problem: string;
}

/** The rules of a dataset in a run, with the columns that each is about. */
export function ruleResults(database: Database, { no, pipeline }: ShownRun, dataset: string): readonly RuleOfRun[] {
  const definition = pipeline.datasets[dataset];
  const rules = new Map(definition ? rulesOfDataset(definition).map((rule) => [rule.id, rule]) : []);
  return rowsOf(
    database,
    sql`select id, rule_id, rule, severity, dimension, category, failed from rule_results where run_no = ${no} and dataset = ${dataset} order by rule_no`,
  ).map(([id, ruleId, rule, severity, dimension, category, failed]) => {
    const stated: RuleDefinition = rules.get(String(ruleId)) ?? {
      id: String(ruleId),
      rule: String(rule),
      severity: 'error',
      enabled: true,
    };
    return {
      id: Number(id),
      ruleId: String(ruleId),
      rule: String(rule),
      severity: String(severity),
      dimension: String(dimension),
      category: String(category),
      failed: Number(failed),
      columns: fileColumnsOfRule(stated, definition ?? { derive: {} }),
      kind: kindOfRule(stated),
      title: titleOfRule(stated),
      problem: problemOfRule(stated),
    };
  });
}

/** Whether a rule is of those that are meant: of every kind that names some, one of them. */
export function fits({ ruleId, columns, severity, dimension, category }: RuleOfRun, breaks: Breaks): boolean {
  const allows = (list: readonly string[] | undefined, ...values: readonly string[]): boolean =>
    list === undefined || values.some((value) => list.includes(value));
  return (
    allows(breaks.rules, ruleId) &&
    allows(breaks.columns, ...columns) &&
    allows(breaks.severities, severity) &&
    allows(breaks.dimensions, dimension) &&
    allows(breaks.categories, category)
  );
}
