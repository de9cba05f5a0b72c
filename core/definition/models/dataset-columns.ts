import type { DatasetDefinition } from '../dataset.ts';
import type { ModelColumn } from './model.ts';

/** The columns of the clean records of a dataset, derived ones too, with what they hold. */
export function columnsOfDataset(dataset: DatasetDefinition | undefined): ReadonlyMap<string, ModelColumn> {
  return new Map(
    Object.entries({ ...dataset?.columns, ...dataset?.derive }).map(([column, { type, scale }]) => [
      column,
      { type: type === 'email' ? 'text' : type, scale },
    ]),
  );
}

/** The surrogate key of a dimension: `user_key` for the natural key `user_id`. */
export function surrogateOf({ key }: { readonly key: readonly string[] }): string {
  return `${key.map((column) => column.replace(/_(id|key|code|no|number)$/i, '')).join('_')}_key`;
}
