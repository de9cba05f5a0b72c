import { type Document, isMap, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { StepEdit } from '#core/contract/pipeline.ts';
import { editedText, parsedDefinition } from './edited-text.ts';

/**
 * Changes the cleaning steps of a dataset in the text of a pipeline.yaml, comments and everything else kept; a step takes its comments along.
 * Throws a RangeError for a dataset or step that is not there.
 */
export function editSteps(yaml: string, dataset: string, edit: StepEdit): string {
  const document = parsedDefinition(yaml);
  const map = document.getIn(['datasets', dataset], true);
  if (!isMap(map)) throw new RangeError(`there is no dataset ${dataset}`);
  const list = recipeOf(document, map);
  if (edit.kind === 'add')
    list.items.splice(placed(edit.at ?? list.items.length, list.items.length), 0, document.createNode(edit.step, { flow: true }));
  else applyAt(document, list, edit);
  if (list.items.length === 0) map.delete('clean');
  return editedText(yaml, document);
}

function applyAt(document: Document, list: YAMLSeq, edit: Exclude<StepEdit, { kind: 'add' }>): void {
  const item = list.items[edit.at];
  if (!isMap(item)) throw new RangeError(`there is no step ${edit.at + 1}; there are ${list.items.length}`);
  switch (edit.kind) {
    case 'remove':
      list.items.splice(edit.at, 1);
      return;
    case 'move':
      list.items.splice(edit.at, 1);
      list.items.splice(placed(edit.to, list.items.length), 0, item);
      return;
    case 'switch':
      if (edit.isOn) item.delete('enabled');
      else item.set('enabled', false);
      return;
    case 'change':
      rewrite(document, item, edit.step);
  }
}

/** Gives a step other options; what stays the same keeps its place and comments. */
function rewrite(document: Document, item: YAMLMap, step: Readonly<Record<string, unknown>>): void {
  for (const { key } of [...item.items]) if (!Object.hasOwn(step, String(key))) item.delete(key);
  for (const [name, value] of Object.entries(step))
    if (JSON.stringify(item.toJSON()[name]) !== JSON.stringify(value)) item.set(name, document.createNode(value, { flow: true }));
}

function recipeOf(document: Document, map: YAMLMap): YAMLSeq {
  const known = map.get('clean', true);
  if (isSeq(known)) return known;
  const made = document.createNode([]) as YAMLSeq;
  made.flow = false;
  map.set('clean', made);
  return made;
}

function placed(at: number, length: number): number {
  return Math.min(Math.max(0, at), length);
}
