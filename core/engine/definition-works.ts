import type { PipelineDetail, RuleChange } from '#core/contract/pipeline.ts';
import { changeRules } from '#core/definition/change-rules.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { asked } from './infer.ts';
import { type LoadedPipeline, loadDefinition, loadPipeline } from './load-pipeline.ts';
import { ruleDetails } from './pipeline-detail.ts';

/** What is done with definitions: plain data in and out, so that it can be done on another thread. */
export const definitionWorks = {
  load: ({ nameOrPath }: { readonly nameOrPath: string }): LoadedPipeline => loadPipeline(nameOrPath),

  read: ({ text, folder }: { readonly text: string; readonly folder: string }): LoadedPipeline => loadDefinition(text, folder),

  /** A definition with rules changed, and the rules that it has then. */
  change: ({
    yaml,
    changes,
    folder,
  }: {
    readonly yaml: string;
    readonly changes: readonly RuleChange[];
    readonly folder: string;
  }): { yaml: string; rules: PipelineDetail['rules'] } => {
    const { pipeline } = loadDefinition(yaml, folder);
    const changed = asked(() =>
      changeRules(yaml, changes, (dataset, id) => {
        const definition = pipeline.datasets[dataset];
        return definition && rulesOfDataset(definition).find((rule) => rule.id === id);
      }),
    );
    return { yaml: changed, rules: ruleDetails(loadDefinition(changed, folder).pipeline) };
  },
} as const;
