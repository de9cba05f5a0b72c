import type { ColumnDefinition } from './column.ts';
import type { DatasetDefinition } from './dataset.ts';
import { impliedRule, type RuleDefinition } from './rule-definition.ts';

/** Rules about the shape of the file, which every dataset has under these ids. */
const structureRules = [
  'ragged-record',
  'unterminated-quote',
  'stray-quote',
  'undecodable-bytes',
  'oversized-record',
  'unreadable-json',
] as const;

/**
 * All rules of a dataset in the order in which they are judged: the file's shape, each column's constraints
 * as `<column>_<constraint>`, references, then the rules written out. A rule written out under the id of one
 * of the others takes its place, for instance to switch it off.
 */
export function rulesOfDataset(dataset: DatasetDefinition): readonly RuleDefinition[] {
  const written = new Set(dataset.rules.map(({ id }) => id));
  return [...impliedRules(dataset).filter(({ id }) => !written.has(id)), ...dataset.rules];
}

function impliedRules(dataset: DatasetDefinition): readonly RuleDefinition[] {
  return [
    ...structureRules.map((name) => impliedRule(name.replace('-', '_'), name, 'error', {})),
    ...(dataset.missing === 'warn' ? [impliedRule('missing_file', 'missing-file', 'warning', {})] : []),
    impliedRule('missing_column', 'missing-column', 'warning', {}),
    ...(dataset.extra_columns === 'ignore'
      ? []
      : [impliedRule('extra_column', 'extra-column', dataset.extra_columns === 'reject' ? 'error' : 'warning', {})]),
    ...Object.entries(dataset.columns).flatMap(([name, column]) => constraints(name, column)),
    ...dataset.references.map(({ columns, dataset: parent, to, severity }) =>
      impliedRule(`${columns.join('_')}_reference`, 'reference', severity, { columns, dataset: parent, ...(to && { to }) }),
    ),
  ];
}

function constraints(column: string, definition: ColumnDefinition): readonly RuleDefinition[] {
  const { severity = 'error' } = definition;
  const constraint = (name: string, kind: string, options: Readonly<Record<string, unknown>>) =>
    impliedRule(`${column.toLowerCase()}_${name}`, kind, severity, { column, ...options });
  return [
    ...(definition.required ? [constraint('required', 'required', {})] : []),
    ...(definition.type === 'text' ? [] : [constraint('type', 'type', {})]),
    ...(definition.min === undefined ? [] : [constraint('min', 'range', { min: definition.min })]),
    ...(definition.max === undefined ? [] : [constraint('max', 'range', { max: definition.max })]),
    ...(definition.length ? [constraint('length', 'length', definition.length)] : []),
    ...(definition.values ? [constraint('values', 'values', { values: definition.values })] : []),
    ...(definition.pattern === undefined ? [] : [constraint('pattern', 'pattern', { pattern: definition.pattern })]),
    ...(definition.unique ? [impliedRule(`${column.toLowerCase()}_unique`, 'unique', severity, { columns: [column] })] : []),
  ];
}
