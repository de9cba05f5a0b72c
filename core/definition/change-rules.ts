import { isMap, isSeq, type YAMLMap } from 'yaml';
import { editedText, parsedDefinition } from './edited-text.ts';
import type { RuleDefinition } from './rule-definition.ts';

/** A change of one rule of a dataset. */
export interface RuleChange {
  readonly dataset: string;
  readonly id: string;
  readonly enabled?: boolean | undefined;
  readonly severity?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Changes rules in the text of a pipeline.yaml, comments and order kept. A rule that follows from a column is written out under its
 * id, which takes its place. Throws a RangeError for a rule that is not there.
 */
export function changeRules(
  yaml: string,
  changes: readonly RuleChange[],
  ruleOf: (dataset: string, id: string) => RuleDefinition | undefined,
): string {
  const document = parsedDefinition(yaml);
  for (const { dataset, id, enabled, severity, options } of changes) {
    const known = ruleOf(dataset, id);
    if (!known) throw new RangeError(`there is no rule ${id} in ${dataset}`);
    const path = ['datasets', dataset, 'rules'];
    if (!isSeq(document.getIn(path))) document.setIn(path, document.createNode([]));
    const list = document.getIn(path);
    if (!isSeq(list)) continue;
    let node = list.items.find((item): item is YAMLMap => isMap(item) && item.get('id') === id);
    if (!node) {
      const { id: own, rule, severity: level, enabled: isOn, ...rest } = known;
      node = document.createNode({ id: own, rule, ...rest, severity: level, ...(isOn ? {} : { enabled: false }) }) as YAMLMap;
      node.flow = true;
      list.flow = false;
      list.add(node);
    }
    if (severity !== undefined) node.set('severity', severity);
    if (enabled === true) node.delete('enabled');
    if (enabled === false) node.set('enabled', false);
    for (const [name, value] of Object.entries(options ?? {})) node.set(name, document.createNode(value));
  }
  return editedText(yaml, document);
}
