import type { ChartArrangement } from '#core/contract/charts.ts';
import { Failure } from '#core/contract/failure.ts';
import type { ModelEdit } from '#core/contract/model-builder.ts';
import type { ComputedEdit, PipelineDetail, RuleChange, StepEdit, TypeEdit } from '#core/contract/pipeline.ts';
import type { ReferenceEdit } from '#core/contract/relations.ts';
import { addCheck, type DatasetCheck } from '#core/definition/add-check.ts';
import { changeRules } from '#core/definition/change-rules.ts';
import { arrangeCharts } from '#core/definition/edit-charts.ts';
import { editColumnType } from '#core/definition/edit-columns.ts';
import { editComputed } from '#core/definition/edit-computed.ts';
import { editModel } from '#core/definition/edit-models.ts';
import { addModelTest, addRule, editReference, removeRule } from '#core/definition/edit-rules.ts';
import { editSteps } from '#core/definition/edit-steps.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { asked } from './infer.ts';
import { type LoadedPipeline, loadDefinition, loadPipeline } from './load-pipeline.ts';
import { computedDetails, ruleDetails, stepDetails } from './pipeline-detail.ts';

/** What is done with definitions: plain data in and out, so that it can be done on another thread. */
export const definitionWorks = {
  load: ({ nameOrPath }: { readonly nameOrPath: string }): LoadedPipeline => loadPipeline(nameOrPath),

  read: ({ text, folder }: { readonly text: string; readonly folder: string }): LoadedPipeline => loadDefinition(text, folder),

  /** What is wrong with a definition, each with its place; nothing where it is right. */
  problems: ({ text, folder }: { readonly text: string; readonly folder: string }) => {
    try {
      loadDefinition(text, folder);
      return [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const { details, places, message } = error;
      if (details.length === 0) return [{ line: 1, column: 1, message }];
      return details.map((detail, index) => ({ line: 1, column: 1, ...places[index], message: detail }));
    }
  },

  /** A definition with rules changed, removed and added, and the rules that it has then. */
  change: ({
    yaml,
    changes,
    removed = [],
    added = [],
    checks = [],
    steps = [],
    computed = [],
    types = [],
    tests = [],
    references = [],
    models = [],
    charts,
    folder,
  }: {
    readonly yaml: string;
    readonly changes: readonly RuleChange[];
    readonly removed?: readonly { readonly dataset: string; readonly id: string }[];
    readonly added?: readonly { readonly dataset: string; readonly rule: Readonly<Record<string, unknown>> }[];
    readonly checks?: readonly { readonly dataset: string; readonly check: DatasetCheck }[];
    readonly steps?: readonly { readonly dataset: string; readonly edit: StepEdit }[];
    readonly computed?: readonly { readonly dataset: string; readonly edit: ComputedEdit }[];
    readonly types?: readonly { readonly dataset: string; readonly edit: TypeEdit }[];
    readonly tests?: readonly { readonly model: string; readonly test: Readonly<Record<string, unknown>> }[];
    readonly references?: readonly { readonly dataset: string; readonly edit: ReferenceEdit }[];
    readonly models?: readonly ModelEdit[];
    readonly charts?: ChartArrangement | undefined;
    readonly folder: string;
  }): { yaml: string } & Pick<PipelineDetail, 'rules' | 'steps' | 'computed'> => {
    const { pipeline } = loadDefinition(yaml, folder);
    const ruleOf = (dataset: string, id: string) => {
      const definition = pipeline.datasets[dataset];
      return definition && rulesOfDataset(definition).find((rule) => rule.id === id);
    };
    const changed = asked(() => {
      const kept = changes.length > 0 ? changeRules(yaml, changes, ruleOf) : yaml;
      const fewer = removed.reduce((text, { dataset, id }) => removeRule(text, dataset, id), kept);
      const more = added.reduce((text, { dataset, rule }) => addRule(text, dataset, rule), fewer);
      const checked = checks.reduce((text, { dataset, check }) => addCheck(text, dataset, check), more);
      const stepped = steps.reduce((text, { dataset, edit }) => editSteps(text, dataset, edit), checked);
      const reckoned = computed.reduce((text, { dataset, edit }) => editComputed(text, dataset, edit), stepped);
      const typed = types.reduce((text, { dataset, edit }) => editColumnType(text, dataset, edit), reckoned);
      const tested = tests.reduce((text, { model, test }) => addModelTest(text, model, test), typed);
      const referred = references.reduce((text, { dataset, edit }) => editReference(text, dataset, edit), tested);
      const modelled = models.reduce(editModel, referred);
      return charts ? arrangeCharts(modelled, charts) : modelled;
    });
    const next = loadDefinition(changed, folder).pipeline;
    return { yaml: changed, rules: ruleDetails(next), steps: stepDetails(next), computed: computedDetails(next) };
  },
} as const;
