import { withRunDate } from '#core/sql/run-date.ts';
import type { PipelineDefinition } from './pipeline.ts';
import type { RuleDefinition } from './rule-definition.ts';

/** A pipeline whose SQL names the date of a run where it says `:run_date`. */
export function pinnedPipeline(pipeline: PipelineDefinition, runDate: string): PipelineDefinition {
  const pinned = <Part extends { readonly sql: string }>(part: Part): Part => ({ ...part, sql: withRunDate(part.sql, runDate) });
  return {
    ...pipeline,
    models: pipeline.models.map((model) => ({
      ...pinned(model),
      rules: model.rules.map((rule) => pinnedRule(rule, runDate)),
    })),
    charts: pipeline.charts.map(pinned),
    reconciliations: pipeline.reconciliations.map(({ left, right, ...reconciliation }) => ({
      ...reconciliation,
      left: withRunDate(left, runDate),
      right: withRunDate(right, runDate),
    })),
  };
}

/** A rule of a model whose limits and condition name the date of the run. */
function pinnedRule(rule: RuleDefinition, runDate: string): RuleDefinition {
  const { sql, min, max } = rule;
  return {
    ...rule,
    ...(typeof sql === 'string' && { sql: withRunDate(sql, runDate) }),
    ...(min === 'today' && { min: runDate }),
    ...(max === 'today' && { max: runDate }),
  };
}
