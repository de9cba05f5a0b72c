import { type Document, isMap, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ModelEdit } from '#core/contract/model-builder.ts';
import { assertOwn, editedText, parsedDefinition } from './edited-text.ts';

/**
 * Adds a model to the text of a pipeline.yaml, gives one other SQL, or removes it; everything else stays. Throws a RangeError for a name that is
 * taken, for a model that is not there, and for one whose SQL follows from its kind.
 */
export function editModel(yaml: string, edit: ModelEdit): string {
  const document = parsedDefinition(yaml);
  const list = modelsOf(document);
  const at = list.items.findIndex((item) => isMap(item) && item.get('name') === edit.name);
  const known = list.items[at];
  if (edit.kind === 'add') {
    if (known) throw new RangeError(`there is already a model ${edit.name}; choose another name`);
    list.add(document.createNode(written(edit)));
  } else if (!isMap(known)) throw new RangeError(`there is no model ${edit.name}`);
  else if (edit.kind === 'change') rewrite(known, edit);
  else {
    assertOwn(known, `parts of ${edit.name}`);
    list.items.splice(at, 1);
    if (list.items.length === 0) document.delete('models');
  }
  return editedText(yaml, document);
}

function rewrite(model: YAMLMap, { name, sql, scales }: Exclude<ModelEdit, { kind: 'remove' }>): void {
  assertOwn(model, `parts of ${name}`);
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

function written({ name, sql, scales }: Exclude<ModelEdit, { kind: 'remove' }>) {
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
