import { type Document, isAlias, isMap, isNode, isPair, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ReferenceEdit } from '#core/contract/relations.ts';
import { assertOwn, editedText, parsedDefinition } from './edited-text.ts';
import { flowLine } from './flow-line.ts';

/**
 * Adds a rule to a dataset in the text of a pipeline.yaml: one line, and no other is touched, wherever the text is written in lines at all.
 * Throws a RangeError where there is no such dataset.
 */
export function addRule(yaml: string, dataset: string, rule: Readonly<Record<string, unknown>>): string {
  const document = parsedDefinition(yaml);
  return withItem(yaml, document, datasetOf(document, dataset), 'rules', rule);
}

/** Adds a reference to a dataset in the same way, or takes it away. Throws a RangeError where there is no such dataset or reference. */
export function editReference(yaml: string, dataset: string, { kind, ...reference }: ReferenceEdit): string {
  const document = parsedDefinition(yaml);
  const map = datasetOf(document, dataset);
  if (kind === 'add') return withItem(yaml, document, map, 'references', reference);
  const list = map.get('references', true);
  const isMeant = (item: unknown): boolean => {
    const written = isMap(item) ? item.toJSON() : undefined;
    return written?.dataset === reference.dataset && String(written?.columns) === String(reference.columns);
  };
  const at = isSeq(list) ? list.items.findIndex(isMeant) : -1;
  if (!isSeq(list) || at < 0)
    throw new RangeError(`no reference by ${reference.columns.join(', ')} to ${reference.dataset} is written out in ${dataset}`);
  return withoutItem(yaml, document, map, list, 'references', at);
}

/** Adds a test to a model in the same way. Throws a RangeError where there is no such model. */
export function addModelTest(yaml: string, model: string, test: Readonly<Record<string, unknown>>): string {
  const document = parsedDefinition(yaml);
  const models = document.get('models', true);
  const map = isSeq(models) ? models.items.find((item) => isMap(item) && item.get('name') === model) : undefined;
  if (!isMap(map)) throw new RangeError(`there is no model ${model}`);
  return withItem(yaml, document, map, 'tests', test);
}

/** The text with one more item, on a line of its own, in a list of a map. */
function withItem(yaml: string, document: Document, map: YAMLMap, name: string, item: unknown): string {
  const line = `- ${flowLine(item)}`;
  const list = map.get(name, true);
  if (isAlias(list) || (isSeq(list) && list.anchor !== undefined)) assertOwn(list, `the ${name}`);
  if (isSeq(list) && !list.flow && list.items.length > 0) {
    const last = list.items.at(-1);
    const first = list.items[0];
    if (isNode(last) && isNode(first)) return inserted(yaml, endOfLine(yaml, last), `${indentOf(yaml, first)}${line}`);
  }
  const final = map.items.at(-1);
  if (!map.flow && !map.has(name) && final && isNode(final.key)) {
    // The first key may stand behind a dash.
    const indent = ' '.repeat(columnOf(yaml, map.items[0]?.key));
    const end = endOfLine(yaml, isNode(final.value) ? final.value : final.key);
    return inserted(yaml, end, `${indent}${name}:\n${indent}  ${line}`);
  }
  const node = document.createNode(item, { flow: true });
  if (isSeq(list)) list.add(node);
  else map.set(name, document.createNode([node]));
  return editedText(yaml, document);
}

/** Removes a rule that is written out in a dataset, with its lines and no other. Throws a RangeError where there is none. */
export function removeRule(yaml: string, dataset: string, id: string): string {
  const document = parsedDefinition(yaml);
  const map = datasetOf(document, dataset);
  const list = map.get('rules', true);
  const at = isSeq(list) ? list.items.findIndex((item) => isMap(item) && item.get('id') === id) : -1;
  if (!isSeq(list) || at < 0) throw new RangeError(`no rule ${id} is written out in ${dataset}; switch it off instead`);
  return withoutItem(yaml, document, map, list, 'rules', at);
}

/** The text without one item, its lines and no other, of a list of a map; with its last item the list itself goes. */
function withoutItem(yaml: string, document: Document, map: YAMLMap, list: YAMLSeq, name: string, at: number): string {
  const item = list.items[at];
  if (list.anchor !== undefined) assertOwn(list, `the ${name}`);
  assertOwn(item, `parts of the ${name}`);
  if (list.flow || !isNode(item)) {
    list.delete(at);
    if (list.items.length === 0) map.delete(name);
    return editedText(yaml, document);
  }
  const pair = list.items.length === 1 ? map.items.find(({ key }) => isNode(key) && String(key) === name) : undefined;
  const from = startOfLine(yaml, startOf(isPair(pair) ? pair.key : item));
  return yaml.slice(0, from) + yaml.slice(endOfLine(yaml, item)).replace(/^\r?\n/, '');
}

function datasetOf(document: Document, dataset: string): YAMLMap {
  const map = document.getIn(['datasets', dataset], true);
  if (!isMap(map)) throw new RangeError(`there is no dataset ${dataset}`);
  return map;
}

function inserted(yaml: string, at: number, lines: string): string {
  const added = `\n${lines}`;
  return yaml.slice(0, at) + (yaml.includes('\r\n') ? added.replaceAll('\n', '\r\n') : added) + yaml.slice(at);
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function startOfLine(yaml: string, at: number): number {
  return yaml.lastIndexOf('\n', at - 1) + 1;
}

/** Where the last line of a node ends, what stands behind it on this line included. */
function endOfLine(yaml: string, node: Node): number {
  let end = node.range?.[1] ?? yaml.length;
  while (end > 0 && /\s/.test(yaml[end - 1] ?? '')) end--;
  const line = yaml.slice(end).search(/\r?\n/);
  return line < 0 ? yaml.length : end + line;
}

/** The spaces before the line on which a node begins. */
function indentOf(yaml: string, node: unknown): string {
  return /^ */.exec(yaml.slice(startOfLine(yaml, startOf(node))))?.[0] ?? '';
}

/** The place on its line at which a node begins. */
function columnOf(yaml: string, node: unknown): number {
  const at = startOf(node);
  return at - startOfLine(yaml, at);
}
