import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { type Relations, relationsOf } from '#core/definition/relations.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import { kindOfRule } from './kind-of-rule.ts';
import type { Tie } from './rule.ts';
import { rules } from './rules.ts';

const known = new WeakMap<PipelineDefinition, Map<string, Relations>>();

/** How a dataset of a pipeline is bound to the others; found once for a pipeline. */
export function relationsOfDataset(pipeline: PipelineDefinition, dataset: string): Relations {
  const ofPipeline = known.get(pipeline) ?? new Map<string, Relations>();
  known.set(pipeline, ofPipeline);
  const relations = ofPipeline.get(dataset) ?? relationsOf(pipeline, dataset, { rules });
  ofPipeline.set(dataset, relations);
  return relations;
}

/** Which other records bear on what a rule says of a record. */
export function tiesOfRule(pipeline: PipelineDefinition, dataset: string, rule: RuleDefinition): readonly Tie[] {
  const kind = kindOfRule(rule);
  if (kind?.scope !== 'set') return [];
  return kind.ties?.(rule, { dataset, relations: relationsOfDataset(pipeline, dataset) }) ?? [];
}
