import { withRunDate } from '#core/sql/run-date.ts';
import type { PipelineDefinition } from './pipeline.ts';

/** A pipeline whose SQL names the date of a run where it says `:run_date`. */
export function pinnedPipeline(pipeline: PipelineDefinition, runDate: string): PipelineDefinition {
  const pinned = <Part extends { readonly sql: string }>(part: Part): Part => ({ ...part, sql: withRunDate(part.sql, runDate) });
  return {
    ...pipeline,
    models: pipeline.models.map(pinned),
    charts: pipeline.charts.map(pinned),
    reconciliations: pipeline.reconciliations.map(({ left, right, ...reconciliation }) => ({
      ...reconciliation,
      left: withRunDate(left, runDate),
      right: withRunDate(right, runDate),
    })),
  };
}
