import type { ColumnDefinition } from '#core/definition/column.ts';
import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { types } from '#core/quality/types.ts';
import { mostValueColumns } from '#core/store/records.ts';

/** A column of the table of records: declared or derived. */
export interface ValueColumn {
  readonly name: string;
  readonly type: ColumnDefinition['type'];
  /** Decimal places of its minor units; undefined for text. */
  readonly scale: number | undefined;
  readonly isDerived: boolean;
}

/** The columns of the table of records in their order: declared, then derived. */
export function valueColumns(dataset: DatasetDefinition): readonly ValueColumn[] {
  const declared = Object.entries(dataset.columns).map(([name, column]) => ({
    name,
    type: column.type,
    scale: types[column.type].scaleOf(column),
    isDerived: false,
  }));
  const derived = Object.entries(dataset.derive).map(([name, column]) => ({
    name,
    type: column.type,
    scale: types[column.type].scaleOf(column),
    isDerived: true,
  }));
  return [...declared, ...derived];
}

/** What the table of records holds in a column: whole numbers or text. */
export function kindOf({ scale }: ValueColumn): 'integer' | 'text' {
  return scale === undefined ? 'text' : 'integer';
}

/** Those of them that the table of records holds: all but the last of a very wide dataset, which stay raw. */
export function storedColumns(dataset: DatasetDefinition): readonly ValueColumn[] {
  return valueColumns(dataset).slice(0, mostValueColumns);
}
