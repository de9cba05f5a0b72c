import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, type SqlValue, sql } from '#core/sql/sql.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';

/** What changes in a stored record: its state, and values by their place. */
export interface RecordChange {
  readonly state?: number | undefined;
  readonly values?: readonly (readonly [place: number, value: SqlValue])[];
}

/** Reads and writes the table of records of one dataset, many records at a time. */
export interface RecordWriter {
  /** Reads some records at once, which are asked for next. */
  readonly load: (ids: readonly number[]) => void;
  /** A record as it was when it was read: state and values; undefined where there is none. */
  readonly stored: (id: number) => { readonly state: number; readonly values: readonly unknown[] } | undefined;
  /** Notes a change, to be stored with the next flush; of two changes of one thing the later counts. */
  readonly change: (id: number, change: RecordChange) => void;
  /** Adds a record without values at once. */
  readonly add: (id: number, state: number) => void;
  /** Removes a record at once, with what was noted of it. */
  readonly remove: (id: number) => void;
  /** Stores what was noted since the last time. */
  readonly flush: () => void;
}

/** Makes the writer of a dataset in a run. */
export function createRecordWriter(database: Database, dataset: string, runNo: number): RecordWriter {
  const table = recordsTable(dataset, runNo);
  const read = new Map<number, { readonly state: number; readonly values: readonly unknown[] }>();
  const asked = new Set<number>();
  const changes = new Map<number, RecordChange>();
  const load = (ids: readonly number[]): void => {
    const among = sql`id in (select value from json_each(${JSON.stringify(ids)}))`;
    for (const [id, state, ...values] of rowsOf(database, sql`select * from ${table} where ${among}`))
      read.set(Number(id), { state: Number(state), values });
    for (const id of ids) asked.add(id);
  };
  return {
    load: (ids) => {
      read.clear();
      asked.clear();
      load(ids);
    },
    stored: (id) => {
      if (!asked.has(id)) load([id]);
      return read.get(id);
    },
    change: (id, { state, values = [] }) => {
      const before = changes.get(id);
      const byPlace = new Map([...(before?.values ?? []), ...values]);
      changes.set(id, { state: state ?? before?.state, values: [...byPlace] });
    },
    add: (id, state) => {
      execute(database, sql`insert into ${table} (id, state) values (${id}, ${state})`);
      load([id]);
    },
    remove: (id) => {
      execute(database, sql`delete from ${table} where id = ${id}`);
      changes.delete(id);
      read.delete(id);
    },
    flush: () => {
      // Most changes of a page are the same: one statement makes them all.
      for (const [change, ids] of alike(changes)) {
        const { state, values = [] } = change;
        const set = values.map(([place, value]) => sql`${valueColumn(place)} = ${value}`);
        if (state !== undefined) set.push(sql`state = ${state}`);
        if (set.length > 0)
          execute(
            database,
            sql`update ${table} set ${join(set)} where id in (select value from json_each(${JSON.stringify(ids)}))`,
          );
      }
      changes.clear();
    },
  };
}

/** Changes that are the same, each with its records. */
function alike(changes: ReadonlyMap<number, RecordChange>): Iterable<readonly [RecordChange, readonly number[]]> {
  const groups = new Map<string, readonly [RecordChange, number[]]>();
  for (const [id, change] of changes) {
    const name = JSON.stringify([change.state, change.values]);
    const group = groups.get(name) ?? ([change, []] as const);
    groups.set(name, group);
    group[1].push(id);
  }
  return groups.values();
}
