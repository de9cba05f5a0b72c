import type { PipelineDefinition } from '#core/definition/pipeline.ts';

/** The file name of an export that a pipeline declares: `sales-clean.csv`, or `daily_sales.csv.gz` for a model that is packed. */
export function exportName({ dataset, model, what, format, compression }: PipelineDefinition['exports'][number]): string {
  return `${dataset === undefined ? model : `${dataset}-${what}`}.${format}${compression === 'gzip' ? '.gz' : ''}`;
}
