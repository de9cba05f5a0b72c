import { isMap, isNode } from 'yaml';
import { editedText, parsedDefinition } from './edited-text.ts';
import { flowLine } from './flow-line.ts';

/** A check on a dataset as a whole, as it stands in a definition. */
export type DatasetCheck =
  | { readonly freshness: Readonly<Record<string, unknown>> }
  | { readonly expect: Readonly<Record<string, unknown>> };

/**
 * Adds a check on a whole dataset to the text of a pipeline.yaml: one line, and no other is touched, wherever the dataset is written in lines and
 * has none of its kind. Throws a RangeError where there is no such dataset.
 */
export function addCheck(yaml: string, dataset: string, check: DatasetCheck): string {
  const document = parsedDefinition(yaml);
  const map = document.getIn(['datasets', dataset], true);
  if (!isMap(map)) throw new RangeError(`there is no dataset ${dataset}`);
  const [[key, value] = ['', {}]] = Object.entries(check);
  const [first] = map.items;
  if (!map.flow && !map.has(key) && first && isNode(first.key) && first.key.range) {
    const at = first.key.range[0];
    const start = yaml.lastIndexOf('\n', at - 1) + 1;
    const indent = yaml.slice(start, at);
    return `${yaml.slice(0, start)}${indent}${key}: ${flowLine(value)}\n${yaml.slice(start)}`;
  }
  const known = map.get(key, true);
  if (isMap(known)) for (const [name, part] of Object.entries(value)) known.set(name, document.createNode(part, { flow: true }));
  else map.set(key, document.createNode(value, { flow: true }));
  return editedText(yaml, document);
}
