import type { AnomalyLabel } from '#core/contract/detectors.ts';
import { Failure } from '#core/contract/failure.ts';
import { recordNameOf } from '#core/records/anomalies/measured-records.ts';
import type { CurrentRun } from '#core/records/current-run.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { putLabel, removeLabel } from '#core/store/anomaly-labels.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import type { Database } from '#core/workspace/open.ts';

/** Says what something unusual is, or takes that back. Throws a Failure (NOT_FOUND, BAD_INPUT) where there is no such record or column. */
export function labelAnomaly(
  database: Database,
  run: CurrentRun,
  {
    dataset,
    record,
    column,
    label,
  }: { readonly dataset: string; readonly record: number; readonly column: string; readonly label: AnomalyLabel | null },
  author: string,
  now: string,
): void {
  const columns = storedColumns(definitionOf(run, dataset));
  const columnPlace = columns.findIndex(({ name }) => name === column);
  if (column !== '' && columnPlace < 0)
    throw new Failure('BAD_INPUT', `there is no column "${column}"; there are ${columns.map(({ name }) => name).join(', ')}`);
  const named = recordNameOf(database, run, dataset, record);
  if (!named) throw new Failure('NOT_FOUND', `there is no record ${record} in ${dataset}`);
  database
    .transaction(() => {
      const place = { dataset, recordKey: named.key, column };
      if (label === null) removeLabel(database, place);
      else
        putLabel(database, { ...place, value: column === '' ? named.content : valueAt(named), label, author, labelledAt: now });
      const about = `${dataset} record ${record}${column === '' ? '' : `, ${column}`}`;
      appendAudit(database, {
        runId: run.id,
        type: 'anomaly labelled',
        description: `${about}: ${label ?? 'no label'} (by ${author})`,
        count: 1,
        timestamp: now,
      });
    })
    .immediate();

  /** What the label is about, in units, as it is compared in later runs. */
  function valueAt({ cells }: { readonly cells: readonly unknown[] }): string {
    const cell = cells[columnPlace];
    return String(cell === null ? Number.NaN : Number(cell) / 10 ** (columns[columnPlace]?.scale ?? 0));
  }
}
