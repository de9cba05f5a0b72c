import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

/** What was found of rules whose kind depends on what they look at: it is asked often. */
const related = new WeakMap<RuleDefinition, Rule>();
const kinds = new Map(rules.map((rule) => [rule.name, rule]));

/** The kind of a rule, which for some names depends on what it looks at; undefined for a name that no kind has. */
export function kindOfRule(rule: RuleDefinition | undefined): Rule | undefined {
  const kind = rule && kinds.get(rule.rule);
  if (!rule || kind?.scope !== 'record' || !kind.related) return kind;
  const known = related.get(rule) ?? kind.related(rule) ?? kind;
  related.set(rule, known);
  return known;
}
