import type { DatasetDefinition } from '#core/definition/dataset.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { tiesOfRule } from '#core/quality/relations-of-dataset.ts';
import type { Value } from '#core/quality/type.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, type SqlValue, sql } from '#core/sql/sql.ts';
import { indexRecords } from '#core/store/records.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

/** Values that records had or have, by the dataset and the columns whose records they concern. */
export type TouchedGroups = Map<string, Group>;

/** Groups by the values that their members share. */
interface Group {
  readonly dataset: string;
  readonly places: readonly number[];
  readonly values: Map<string, readonly SqlValue[]>;
}

/** Columns of a dataset by whose values its records bear on one another, or on those of another dataset. */
interface Bond {
  /** The columns of the changed record. */
  readonly own: readonly string[];
  /** Those of the others that hold the same values. */
  readonly dataset: string;
  readonly columns: readonly string[];
  /** Columns besides that matter to the others when they change. */
  readonly also: readonly string[];
  /** Whether it matters to the others that the changed record is set aside, or counts again. */
  readonly mattersWhetherCounted: boolean;
  /** How many decimal places more the values of the others have; 0 for what is no number. */
  readonly places: readonly number[];
}

/** Notes the groups that a record leaves or enters. */
export function noteGroups(
  groups: TouchedGroups,
  run: ReviewedRun,
  bonds: readonly Bond[],
  columns: readonly string[],
  before: readonly unknown[],
  after: readonly Value[],
  isCountedAnew: boolean,
): void {
  for (const bond of bonds) {
    const places = bond.own.map((column) => columns.indexOf(column));
    const watched = [...places, ...bond.also.map((column) => columns.indexOf(column))];
    if (!(isCountedAnew && bond.mattersWhetherCounted) && watched.every((place) => before[place] === after[place])) continue;
    for (const values of [before, after])
      noteGroup(
        groups,
        run,
        bond,
        places.map((place) => (values[place] ?? null) as SqlValue),
      );
  }
}

/** Notes the records that refer to a value. */
export function noteParent(
  groups: TouchedGroups,
  run: ReviewedRun,
  dataset: string,
  columns: readonly string[],
  values: readonly SqlValue[],
): void {
  for (const bond of bondsOf(run, dataset)) if (bond.own.join() === columns.join()) noteGroup(groups, run, bond, values);
}

/** The records of the groups, by dataset. */
export function findOthers(
  database: Database,
  run: ReviewedRun,
  groups: TouchedGroups,
): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { dataset, places, values } of groups.values()) {
    const ids = found.get(dataset) ?? new Set<number>();
    found.set(dataset, ids);
    execute(database, sql`create temp table touched (${join(places.map((place) => valueColumn(place)))})`);
    const marks = places.map(() => '?').join(', ');
    const insert = database.prepare(`insert into touched values (${marks})`);
    for (const group of values.values()) insert.run(...group);
    const same = places.map((place) => sql`r.${valueColumn(place)} = t.${valueColumn(place)}`);
    for (const [id] of rowsOf(
      database,
      sql`select r.id from touched t cross join ${recordsTable(dataset, run.no)} r on ${join(same, ' and ')}`,
    ))
      ids.add(Number(id));
    execute(database, sql`drop table touched`);
  }
  return found;
}

/** Makes the indexes by which the groups of a run are found; once they are there this takes no time. */
export function indexGroups(database: Database, run: ReviewedRun): void {
  for (const dataset of Object.keys(run.pipeline.datasets))
    for (const bond of bondsOf(run, dataset)) {
      indexRecords(database, bond.dataset, run.no, placesOf(run, bond.dataset, bond.columns));
      indexRecords(database, dataset, run.no, placesOf(run, dataset, bond.own));
    }
}

function noteGroup(groups: TouchedGroups, run: ReviewedRun, bond: Bond, own: readonly SqlValue[]): void {
  const { dataset, columns } = bond;
  const values = own.map((value, index) => inPlaces(value, bond.places[index] ?? 0));
  if (values.includes(null)) return;
  const places = placesOf(run, dataset, columns);
  const name = `${dataset} ${places.join()}`;
  const group = groups.get(name) ?? { dataset, places, values: new Map() };
  groups.set(name, group);
  group.values.set(JSON.stringify(values), values);
}

/** A number in minor units with so many more decimal places; null where it has more of them than there are left. */
function inPlaces(value: SqlValue, more: number): SqlValue {
  if (typeof value !== 'number' || more === 0) return value;
  const scaled = value * 10 ** more;
  return Number.isInteger(scaled) ? scaled : null;
}

/** Everything by which a dataset's records bear on others. */
export function bondsOf({ pipeline }: ReviewedRun, dataset: string): readonly Bond[] {
  return Object.entries(pipeline.datasets).flatMap(([name, definition]) =>
    rulesOfDataset(definition)
      .filter(({ enabled }) => enabled)
      .flatMap((rule) => tiesOfRule(pipeline, name, rule))
      .filter((tie) => tie.dataset === dataset)
      .map(({ own, other, reads, mattersWhetherCounted }) => ({
        own: other,
        dataset: name,
        columns: own,
        also: reads,
        mattersWhetherCounted,
        places: own.map((column, index) => scaleIn(definition, column) - scaleIn(pipeline.datasets[dataset], other[index])),
      })),
  );
}

function scaleIn(definition: DatasetDefinition | undefined, column: string | undefined): number {
  return (definition && valueColumns(definition).find(({ name }) => name === column)?.scale) ?? 0;
}

function placesOf({ pipeline }: ReviewedRun, dataset: string, columns: readonly string[]): readonly number[] {
  const definition = pipeline.datasets[dataset];
  const names = definition ? valueColumns(definition).map(({ name }) => name) : [];
  return columns.map((column) => names.indexOf(column));
}
