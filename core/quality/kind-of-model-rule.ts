import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { ModelRule } from './model-rules/model-rule.ts';
import { modelRules } from './model-rules.ts';

const kinds = new Map(modelRules.map((kind) => [kind.name, kind]));

/** The kind of a rule of a model. */
export function kindOfModelRule({ rule }: Pick<RuleDefinition, 'rule'>): ModelRule {
  const kind = kinds.get(rule);
  if (!kind) throw new RangeError(`there is no kind of rule ${rule} for models`);
  return kind;
}
