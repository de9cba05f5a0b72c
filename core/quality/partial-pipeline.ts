import type { SkippableStage } from '#core/contract/progress.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { kindOfRule } from './kind-of-rule.ts';

/** What remains of a pipeline where some stages are skipped: to skip a stage is to run a pipeline that gives it nothing to do. */
export function partialPipeline(pipeline: PipelineDefinition, skipped: readonly SkippableStage[]): PipelineDefinition {
  return skipped.reduce((rest, stage) => withoutStage[stage](rest), pipeline);
}

const withoutStage: Readonly<Record<SkippableStage, (pipeline: PipelineDefinition) => PipelineDefinition>> = {
  clean: (pipeline) => withDatasets(pipeline, (dataset) => ({ ...dataset, clean: [] })),
  validate: (pipeline) => withDatasets(pipeline, withoutSetRules),
  model: (pipeline) => ({
    ...pipeline,
    ...{ models: [], charts: [], reconciliations: [] },
    exports: pipeline.exports.filter(({ model }) => model === undefined),
    tables: pipeline.tables.filter(({ model }) => model === undefined),
  }),
  export: (pipeline) => ({ ...pipeline, exports: [], tables: [] }),
};

function withDatasets(
  pipeline: PipelineDefinition,
  change: (dataset: DatasetDefinition) => DatasetDefinition,
): PipelineDefinition {
  const datasets = Object.entries(pipeline.datasets).map(([name, dataset]) => [name, change(dataset)] as const);
  return { ...pipeline, datasets: Object.fromEntries(datasets) };
}

/** A dataset whose rules over all records are switched off; those about single records are judged while they are read. */
function withoutSetRules(dataset: DatasetDefinition): DatasetDefinition {
  const off = rulesOfDataset(dataset).filter((rule) => kindOfRule(rule)?.scope === 'set');
  const kept = dataset.rules.filter((rule) => !off.includes(rule));
  return { ...dataset, rules: [...kept, ...off.map((rule) => ({ ...rule, enabled: false }))] };
}
