import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ModelEdit } from '#core/contract/model-builder.ts';
import { editedText } from './edited-text.ts';

/**
 * Adds a model to the text of a pipeline.yaml, gives one other SQL, or removes it; everything else stays. Throws a RangeError where one is to be
 * removed that is not there, or is no table of its own SQL.
 */
export function editModel(yaml: string, edit: ModelEdit): string {
  const document = parseDocument(yaml, { version: '1.2', uniqueKeys: false });
  const list = modelsOf(document);
  const at = list.items.findIndex((item) => isMap(item) && item.get('name') === edit.name);
  const known = list.items[at];
  if (edit.kind === 'remove') {
    if (at < 0) throw new RangeError(`there is no model ${edit.name}`);
    list.items.splice(at, 1);
    if (list.items.length === 0) document.delete('models');
  } else if (isMap(known)) rewrite(known, edit);
  else list.add(document.createNode(written(edit)));
  return editedText(yaml, document);
}

function rewrite(model: YAMLMap, { name, sql, scales }: Extract<ModelEdit, { kind: 'set' }>): void {
  if (!model.has('sql')) throw new RangeError(`the SQL of ${name} follows from its kind; change its options instead`);
  model.set('sql', `${sql.trimEnd()}\n`);
  const columns = model.get('columns', true);
  // Places that followed from the SQL before; what else is said of a column stays.
  if (isMap(columns)) {
    columns.items = columns.items.filter(({ value }) => !(isMap(value) && value.items.length === 1 && value.has('scale')));
    if (columns.items.length === 0) model.delete('columns');
  }
  for (const [column, scale] of Object.entries(scales)) model.setIn(['columns', column, 'scale'], scale);
}

function written({ name, sql, scales }: Extract<ModelEdit, { kind: 'set' }>) {
  const columns = Object.fromEntries(Object.entries(scales).map(([column, scale]) => [column, { scale }]));
  return { name, sql: `${sql.trimEnd()}\n`, ...(Object.keys(scales).length > 0 && { columns }) };
}

function modelsOf(document: Document): YAMLSeq {
  const known = document.get('models', true);
  if (isSeq(known)) {
    known.flow = false;
    return known;
  }
  const made = document.createNode([]) as YAMLSeq;
  made.flow = false;
  document.set('models', made);
  return made;
}
