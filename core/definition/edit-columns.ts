import { isAlias, isMap, isNode, visit } from 'yaml';
import type { TypeEdit } from '#core/contract/pipeline.ts';
import { editedText, parsedDefinition } from './edited-text.ts';

/**
 * Changes the type of a declared column of a dataset in the text of a pipeline.yaml; its limits, comments and everything else are kept. Throws
 * a RangeError for a dataset or column that is not there, and where columns share definitions through anchors.
 */
export function editColumnType(yaml: string, dataset: string, { column, type, scale, formats }: TypeEdit): string {
  const document = parsedDefinition(yaml);
  const columns = document.getIn(['datasets', dataset, 'columns'], true);
  if (hasAnchors(columns)) throw new RangeError(sharedText(column, dataset));
  if (!isMap(columns)) throw new RangeError(`there is no dataset ${dataset} with columns`);
  if (!columns.has(column)) throw new RangeError(`there is no column ${column} in ${dataset}`);
  const known = columns.get(column, true);
  if (!isMap(known)) {
    columns.set(column, document.createNode({ type, scale, formats }, { flow: true }));
    return editedText(yaml, document);
  }
  known.set('type', type);
  for (const [option, value] of Object.entries({ scale, formats })) {
    if (value === undefined) known.delete(option);
    else known.set(option, document.createNode(value, { flow: true }));
  }
  return editedText(yaml, document);
}

/** Whether columns share definitions, so that changing one would change others. */
function hasAnchors(columns: unknown): boolean {
  if (!isNode(columns)) return false;
  let found = isAlias(columns);
  visit(columns, {
    Node: (_, node) => {
      if (isAlias(node) || node.anchor !== undefined) found = true;
    },
  });
  return found;
}

function sharedText(column: string, dataset: string): string {
  return `the columns of ${dataset} share definitions through YAML anchors; change the type of ${column} in the YAML`;
}
