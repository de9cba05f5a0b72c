import { isMap, isNode, isScalar } from 'yaml';
import { editedText, parsedDefinition } from './edited-text.ts';
import { flowLine } from './flow-line.ts';

/**
 * Says under which header files bear a column, in the text of a pipeline.yaml: in one line, and no other is touched, wherever the text is
 * written in lines at all. Throws a RangeError for a column that is not there.
 */
export function setHeader(yaml: string, dataset: string, column: string, header: string): string {
  const document = parsedDefinition(yaml);
  const definition = document.getIn(['datasets', dataset, 'columns', column], true);
  if (!isMap(definition)) throw new RangeError(`there is no column ${column} in ${dataset}`);
  const known = definition.get('header', true);
  // As it must be quoted within braces, which is right on a line of its own too.
  const entry = flowLine({ header }).slice(1, -1).trim();
  if (isScalar(known) && known.range)
    return spliced(yaml, known.range[0], known.range[1], entry.slice(entry.indexOf(':') + 1).trim());
  const [first] = definition.items;
  if (first && isNode(first.key) && first.key.range) {
    const at = first.key.range[0];
    const indent = ' '.repeat(at - yaml.lastIndexOf('\n', at - 1) - 1);
    return spliced(yaml, at, at, definition.flow ? `${entry}, ` : `${entry}\n${indent}`);
  }
  if (definition.flow && definition.range) return spliced(yaml, definition.range[0], definition.range[1], `{ ${entry} }`);
  definition.set('header', header);
  return editedText(yaml, document);
}

function spliced(text: string, from: number, to: number, added: string): string {
  return text.slice(0, from) + added + text.slice(to);
}
