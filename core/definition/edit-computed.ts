import { isMap, type YAMLMap } from 'yaml';
import type { ComputedEdit } from '#core/contract/pipeline.ts';
import { editedText, parsedDefinition } from './edited-text.ts';

/**
 * Adds, changes or removes a computed column of a dataset in the text of a pipeline.yaml; comments and everything else are kept. Throws a
 * RangeError for a dataset or column that is not there, and for a name that is taken.
 */
export function editComputed(yaml: string, dataset: string, edit: ComputedEdit): string {
  const document = parsedDefinition(yaml);
  const map = document.getIn(['datasets', dataset], true);
  if (!isMap(map)) throw new RangeError(`there is no dataset ${dataset}`);
  const known = map.get('derive', true);
  const list = isMap(known) ? known : (document.createNode({}) as YAMLMap);
  if (edit.kind === 'remove') {
    if (!list.delete(edit.name)) throw new RangeError(`there is no computed column ${edit.name} in ${dataset}`);
    if (list.items.length === 0) map.delete('derive');
    return editedText(yaml, document);
  }
  const { name, column, before } = edit;
  const pairOf = (wanted: string) => list.items.find(({ key }) => String(key) === wanted);
  const pair = before === undefined ? undefined : pairOf(before);
  if (before !== undefined && !pair) throw new RangeError(`there is no computed column ${before} in ${dataset}`);
  if (name !== before && pairOf(name)) throw new RangeError(`there is already a computed column ${name} in ${dataset}`);
  const node = document.createNode(column, { flow: true });
  // A column that is changed keeps its place: those after it may use it.
  if (pair) {
    pair.key = document.createNode(name);
    pair.value = node;
  } else list.set(name, node);
  if (!isMap(known)) {
    list.flow = false;
    map.set('derive', list);
  }
  return editedText(yaml, document);
}
