import type { PipelineDefinition } from '#core/definition/pipeline.ts';

/** The file name of an export that a pipeline declares: `sales-clean.csv`, or `daily_sales.csv` for a model. */
export function exportName({ dataset, model, what, format }: PipelineDefinition['exports'][number]): string {
  return `${dataset === undefined ? model : `${dataset}-${what}`}.${format}`;
}
