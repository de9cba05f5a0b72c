import type { AnomalyLabel } from '#core/contract/detectors.ts';
import { join, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** What somebody said of something unusual. */
export interface LabelledAnomaly {
  readonly dataset: string;
  /** What names the record in every run. */
  readonly recordKey: string;
  /** Empty for a record as a whole. */
  readonly column: string;
  /** What it held then: the label holds while it still does. */
  readonly value: string;
  readonly label: AnomalyLabel;
  readonly author: string;
  readonly labelledAt: string;
}

/** Stores a label in the place of an earlier one. */
export function putLabel(database: Database, one: LabelledAnomaly): void {
  run(
    database,
    sql`
      insert or replace into anomaly_labels (dataset, record_key, column_name, value, label, author, labelled_at)
      values (${one.dataset}, ${one.recordKey}, ${one.column}, ${one.value}, ${one.label}, ${one.author}, ${one.labelledAt})`,
  );
}

/**
 * Takes away the label of a value, or where it has none of its own that of its record as a whole; without a column that of a record as a whole, or
 * where it has none those of its values. `recordKeys` are all names of the record.
 */
export function removeLabels(
  database: Database,
  { dataset, recordKeys, column }: { readonly dataset: string; readonly recordKeys: readonly string[]; readonly column: string },
): void {
  const own = sql`dataset = ${dataset} and record_key in (${join(recordKeys.map((name) => sql`${name}`))})`;
  if (run(database, sql`delete from anomaly_labels where ${own} and column_name = ${column}`).changes > 0) return;
  run(
    database,
    column === ''
      ? sql`delete from anomaly_labels where ${own}`
      : sql`delete from anomaly_labels where ${own} and column_name = ''`,
  );
}

/** All labels of a dataset. */
export function labelsOf(database: Database, dataset: string): readonly LabelledAnomaly[] {
  return rowsOf(
    database,
    sql`select record_key, column_name, value, label, author, labelled_at from anomaly_labels where dataset = ${dataset}`,
  ).map(([recordKey, column, value, label, author, labelledAt]) => ({
    dataset,
    recordKey: String(recordKey),
    column: String(column),
    value: String(value),
    // The table checks it.
    label: String(label) as AnomalyLabel,
    author: String(author),
    labelledAt: String(labelledAt),
  }));
}
