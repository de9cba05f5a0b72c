import { Failure } from '#core/contract/failure.ts';
import type { Model } from '#core/definition/models/model.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { kindOfModelRule } from '#core/quality/kind-of-model-rule.ts';
import { columnsOfModelRule } from '#core/quality/model-rules/model-rule.ts';
import { identifier, type Sql, sql } from '#core/sql/sql.ts';
import type { CheckResult } from '#core/store/check-results.ts';
import { type Database, isStorageError, rowsOf } from '#core/workspace/open.ts';

/** Judges the rows of the models of a run that the connection sees by their rules; `attempt` judges by one, given its SQL, or goes on without it. */
export function judgeModels(
  database: Database,
  { models }: Pick<PipelineDefinition, 'models'>,
  attempt: (rule: string, text: string, judge: () => CheckResult) => readonly CheckResult[],
): readonly CheckResult[] {
  return models.flatMap((model) =>
    model.rules
      .filter(({ enabled }) => enabled)
      .flatMap((rule) => attempt(`${model.name}.${rule.id}`, measureOf(model, rule).text, () => judged(database, model, rule))),
  );
}

function judged(database: Database, model: Model, rule: RuleDefinition): CheckResult {
  const measured = measure(database, model, rule);
  const threshold = Number(rule['tolerance'] ?? 0);
  return {
    ...{
      dataset: model.name,
      id: rule.id,
      kind: rule.rule,
      column: columnsOfModelRule(rule).join(', '),
      severity: rule.severity,
    },
    ...{ measured, threshold, status: measured === null ? 'not applicable' : measured > threshold ? 'failed' : 'passed' },
  };
}

function measure(database: Database, model: Model, rule: RuleDefinition): number | null {
  try {
    const [value = null] = rowsOf(database, measureOf(model, rule))[0] ?? [];
    return value === null ? null : Number(value);
  } catch (error) {
    if (error instanceof Failure || isStorageError(error)) throw error;
    throw new Failure(
      'RUN_FAILED',
      `the rule ${rule.id} of the model ${model.name} cannot be judged: ${error instanceof Error ? error.message : error}; correct it`,
      { cause: error },
    );
  }
}

/** A query of one number: how many rows of a model break one of its rules, or what the rule measures. */
export function measureOf({ name }: Pick<Model, 'name'>, rule: RuleDefinition): Sql {
  const kind = kindOfModelRule(rule);
  const table = identifier(name);
  return kind.measure?.(rule, table) ?? sql`select count(*) from ${table} where ${kind.failing?.(rule, table) ?? sql`false`}`;
}

/** A condition that is true for the rows of a model that break one of its rules; undefined where the rule is about no rows. */
export function failingRows({ name }: Pick<Model, 'name'>, rule: RuleDefinition): Sql | undefined {
  return kindOfModelRule(rule).failing?.(rule, identifier(name));
}
