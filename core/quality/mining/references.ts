import type { ColumnFigures } from '#core/contract/profile.ts';
import { namesKey } from '../infer/propose-references.ts';
import type { Candidate } from './candidate.ts';

/** Another dataset that records may refer to, by its key of one column. */
export interface PossibleParent {
  readonly dataset: string;
  readonly column: string;
  readonly type: string;
}

/** Columns that are called like the key of another dataset, and may refer to it. */
export function references(columns: readonly ColumnFigures[], parents: readonly PossibleParent[]): readonly Candidate[] {
  return columns.flatMap(({ name, type, filled }) =>
    parents
      .filter((parent) => parent.type === type && filled > 0 && namesKey(name, { ...parent, header: parent.column }))
      .map(({ dataset }) => ({
        rule: { rule: 'reference', columns: [name], dataset },
        about: `${name}_in_${dataset}`,
        sentence: `${name} is in ${dataset}`,
        worth: 0.85,
      })),
  );
}
