import type { z } from 'zod';
import { impliedRule, type RuleDefinition } from '../rule-definition.ts';
import type { CompiledModel } from './model.ts';
import type { modelColumn } from './model-options.ts';

/** What the definition of a model says of the values of its columns. */
export type ColumnConstraints = Readonly<Record<string, z.infer<typeof modelColumn>>>;

/**
 * All rules of a model: its key, its references, its columns' constraints, then those written out. One written out under the id of one of the
 * others takes its place.
 */
export function rulesOfModel(
  model: CompiledModel,
  constraints: ColumnConstraints,
  written: readonly RuleDefinition[],
): readonly RuleDefinition[] {
  const ids = new Set(written.map(({ id }) => id));
  return [...impliedRules(model, constraints), ...model.rules].filter(({ id }) => !ids.has(id)).concat(written);
}

function impliedRules({ name, kind, key, references }: CompiledModel, constraints: ColumnConstraints): RuleDefinition[] {
  const base = name.toLowerCase();
  return [
    ...(key.length === 0
      ? []
      : [impliedRule(`${base}_${kind === 'fact' ? 'grain' : 'key'}`, 'unique', 'critical', { columns: key })]),
    ...references.map(({ columns, model, to }) =>
      impliedRule(`${base}_${columns.join('_').toLowerCase()}`, 'reference', 'critical', { columns, model, to }),
    ),
    ...Object.entries(constraints).flatMap(([column, { required, unique, min, max, values }]) => [
      ...(required ? [impliedRule(`${column.toLowerCase()}_required`, 'required', 'error', { column })] : []),
      ...(unique ? [impliedRule(`${column.toLowerCase()}_unique`, 'unique', 'error', { columns: [column] })] : []),
      ...(min === undefined && max === undefined
        ? []
        : [impliedRule(`${column.toLowerCase()}_range`, 'range', 'error', { column, min, max })]),
      ...(values ? [impliedRule(`${column.toLowerCase()}_values`, 'values', 'error', { column, values })] : []),
    ]),
  ];
}
