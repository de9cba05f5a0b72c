import type { AnomalyLabel } from '#core/contract/detectors.ts';
import { Failure } from '#core/contract/failure.ts';
import type { DayLabel } from '#core/contract/figures.ts';
import { recordNameOf } from '#core/records/anomalies/measured-records.ts';
import type { CurrentRun } from '#core/records/current-run.ts';
import { dayKey } from '#core/records/figures/day-key.ts';
import { figuresByDay } from '#core/records/figures/figures-over-time.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { putLabel, removeLabels } from '#core/store/anomaly-labels.ts';
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
  if (column !== '' && columns[columnPlace]?.scale === undefined)
    throw new Failure('BAD_INPUT', `${column} holds no numbers; label the record as a whole`);
  const named = recordNameOf(database, run, dataset, record);
  if (!named) throw new Failure('NOT_FOUND', `there is no record ${record} in ${dataset}`);
  if (column !== '' && named.cells[columnPlace] === null)
    throw new Failure('BAD_INPUT', `record ${record} has no value in ${column}; label the record as a whole`);
  store(
    database,
    { dataset, recordKey: named.key, otherKeys: [named.content, named.ownKey ?? named.content], column },
    column === '' ? named.content : valueAt(named),
    { label, about: `${dataset} record ${record}${column === '' ? '' : `, ${column}`}` },
    { runId: run.id, author, now },
  );

  /** What the label is about, in units, as it is compared in later runs. */
  function valueAt({ cells }: { readonly cells: readonly unknown[] }): string {
    const cell = cells[columnPlace];
    return String(cell === null ? Number.NaN : Number(cell) / 10 ** (columns[columnPlace]?.scale ?? 0));
  }
}

/** Says what an unusual day is, or takes that back. Throws a Failure (NOT_FOUND, BAD_INPUT) where the figure has no such day. */
export function labelDay(
  database: Database,
  run: CurrentRun,
  { day, label, ...figure }: DayLabel,
  author: string,
  now: string,
): void {
  const { date, days } = figuresByDay(database, run, { ...figure, sensitivity: 'medium' });
  const found = days.find((one) => one.day === day);
  if (!found) throw new Failure('NOT_FOUND', `there is no figure of ${day} in ${figure.dataset}`);
  const column = dayKey(date, figure.measure);
  store(
    database,
    { dataset: figure.dataset, recordKey: day, otherKeys: [], column },
    String(found.value),
    { label, about: `${figure.dataset} ${day}, ${column}` },
    { runId: run.id, author, now },
  );
}

function store(
  database: Database,
  {
    otherKeys,
    ...place
  }: {
    readonly dataset: string;
    readonly recordKey: string;
    /** Other names under which the same may have a label. */
    readonly otherKeys: readonly string[];
    readonly column: string;
  },
  value: string,
  { label, about }: { readonly label: AnomalyLabel | null; readonly about: string },
  { runId, author, now }: { readonly runId: string; readonly author: string; readonly now: string },
): void {
  database
    .transaction(() => {
      if (label === null) removeLabels(database, { ...place, recordKeys: [place.recordKey, ...otherKeys] });
      else putLabel(database, { ...place, value, label, author, labelledAt: now });
      appendAudit(database, {
        runId,
        type: 'anomaly labelled',
        description: `${about}: ${label ?? 'no label'} (by ${author})`,
        count: 1,
        timestamp: now,
      });
    })
    .immediate();
}
