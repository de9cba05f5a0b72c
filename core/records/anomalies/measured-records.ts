import { recordState } from '#core/contract/record-state.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, sql } from '#core/sql/sql.ts';
import type { LabelledAnomaly } from '#core/store/anomaly-labels.ts';
import { mayGoOn } from '#core/store/records.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from '../current-run.ts';
import { eachRecord } from '../each-record.ts';
import { definitionOf } from '../row-cells.ts';
import { storedColumns, type ValueColumn } from '../value-columns.ts';
import { valueText } from '../value-text.ts';
import { createLabelFinder, recordNames } from './label-finder.ts';

/** The numbers of the records of a dataset, in units; NaN where there is none. Records that were rejected or merged are no part of it. */
export interface MeasuredRecords {
  readonly columns: readonly ValueColumn[];
  readonly ids: Float64Array;
  /** One array for each column. */
  readonly values: readonly Float64Array[];
  /** Which group of peers each record is in, and what the records of a group have in common. */
  readonly group: Int32Array;
  readonly groups: readonly (readonly string[])[];
  /** What somebody said of a value, or of its record as a whole; for a record (no column), of it or any of its values. */
  readonly labelOf: (row: number, column: string) => LabelledAnomaly['label'] | undefined;
}

const text: ValueColumn = { name: '', type: 'text', scale: undefined, isDerived: false };

/** Reads the numbers of some columns, and the groups that others make. */
export function measuredRecords(
  database: Database,
  run: CurrentRun,
  {
    dataset,
    columns,
    by,
    labels,
  }: {
    readonly dataset: string;
    readonly columns: readonly ValueColumn[];
    readonly by: readonly string[];
    readonly labels: readonly LabelledAnomaly[];
  },
): MeasuredRecords {
  const stored = storedColumns(definitionOf(run, dataset));
  const placeOf = (name: string): number => stored.findIndex((column) => column.name === name);
  const definitions = new Map(stored.map((column) => [column.name, column]));
  const key = keyPlaces(run, dataset);
  const places = [...columns.map(({ name }) => placeOf(name)), ...by.map(placeOf), ...(labels.length > 0 ? stored.keys() : [])];
  const where = sql`${mayGoOn} and state not in (${recordState.rejected}, ${recordState.merged})`;
  const table = recordsTable(dataset, run.no);
  const [count] = rowsOf(database, sql`select count(*) from ${table} where ${where}`)[0] ?? [];
  const size = Number(count);
  const ids = new Float64Array(size);
  const values = columns.map(() => new Float64Array(size));
  const group = new Int32Array(size);
  const known = new Map<string, number>();
  const groups: string[][] = [];
  const finder = createLabelFinder(labels, key);
  const placeOfColumn = new Map(columns.map(({ name }, at) => [name, at]));
  let row = 0;
  for (const [id, ...cells] of eachRecord(database, { table, where, columns: places.map(valueColumn) })) {
    ids[row] = id;
    for (const [at, { scale }] of columns.entries()) {
      const cell = cells[at];
      const of = values[at];
      if (of) of[row] = cell === null ? Number.NaN : Number(cell) / 10 ** (scale ?? 0);
    }
    const shared = by.map((column, at) => valueText(definitions.get(column) ?? text, cells[columns.length + at]));
    const name = JSON.stringify(shared);
    const place = known.get(name) ?? groups.push(shared) - 1;
    known.set(name, place);
    group[row] = place;
    if (labels.length > 0) {
      const at = row;
      const numberIn = (column: string): string => String(values[placeOfColumn.get(column) ?? -1]?.[at]);
      finder.see(at, cells.slice(columns.length + by.length), numberIn);
    }
    row++;
  }
  return { columns, ids, values, group, groups, labelOf: finder.labelOf };
}

/** What names a record in every run, all of its values where others share its key; and what it holds. */
export function recordNameOf(database: Database, run: CurrentRun, dataset: string, id: number) {
  const stored = storedColumns(definitionOf(run, dataset));
  const [row] = rowsOf(
    database,
    sql`select ${join(stored.map((_, place) => valueColumn(place)))} from ${recordsTable(dataset, run.no)} where id = ${id}`,
  );
  if (!row) return undefined;
  const places = keyPlaces(run, dataset);
  const names = recordNames(places, row);
  const content = names.content();
  const same = join(
    places.map((place) => sql`${valueColumn(place)} is ${row[place] as string | number | null}`),
    ' and ',
  );
  const sharing =
    names.key === undefined ? [] : rowsOf(database, sql`select 1 from ${recordsTable(dataset, run.no)} where ${same} limit 2`);
  return { key: names.key === undefined || sharing.length > 1 ? content : names.key, ownKey: names.key, content, cells: row };
}

function keyPlaces(run: CurrentRun, dataset: string): readonly number[] {
  const definition = definitionOf(run, dataset);
  const stored = storedColumns(definition);
  return definition.key.map((name) => stored.findIndex((column) => column.name === name)).filter((place) => place >= 0);
}
