import type { PageQuery } from '#core/contract/records.ts';
import { identifier, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';
import { orderSql, type SelectedRecords } from './row-selection.ts';

/** Rows from the start or the end that are found by a sort that keeps only these, while the whole order is not there yet. */
const nearEnds = 2000;
/** Orders that are kept, each a temporary table of record numbers. */
const mostSets = 12;

/**
 * Finds pages of filtered and sorted records at once. The rows near both ends come from a sort that keeps only them; the whole
 * order is put into a temporary table when a page from the middle is asked for, or when there is time.
 */
export interface RowSets {
  /**
   * The numbers of the records of a page and how many there are; `key` says what else they depend on. Where `known` says how many there are
   * they need not be counted.
   */
  readonly page: (
    selected: SelectedRecords,
    sort: PageQuery['sort'],
    key: string,
    offset: number,
    limit: number,
    known?: number,
  ) => RowPage;
  /**
   * The place of the first row at or behind a place (at or before, backward) that is in another set too, in the order of the first; it goes
   * round at the end. Both sets are kept.
   */
  readonly find: (
    selected: SelectedRecords,
    sort: PageQuery['sort'],
    key: string,
    wanted: { readonly selected: SelectedRecords; readonly key: string },
    at: { readonly offset: number; readonly isBackward: boolean },
  ) => Found;
  /** Makes the whole order of the set asked for last, where it is not there yet. */
  readonly complete: () => void;
}

/** Record numbers in order, of a set with so many records. */
export interface RowPage {
  readonly ids: readonly number[];
  readonly total: number;
}

/** How many rows were found, and the one that is next. */
export interface Found {
  readonly total: number;
  readonly found: { readonly place: number; readonly id: number; readonly number: number } | null;
}

interface RowSet {
  readonly selected: SelectedRecords;
  readonly sort: PageQuery['sort'];
  readonly total: number;
  table: string | undefined;
}

/** Makes an empty collection for one connection. */
export function createRowSets(database: Database): RowSets {
  const sets = new Map<string, RowSet>();
  let tables = 0;
  let last: RowSet | undefined;

  const setOf = (selected: SelectedRecords, sort: PageQuery['sort'], key: string, known: number | undefined): RowSet => {
    const kept = sets.get(key);
    if (kept) {
      sets.delete(key);
      sets.set(key, kept);
      return kept;
    }
    const [total] =
      known === undefined
        ? (rowsOf(database, sql`select count(*) from ${selected.from} where ${selected.where}`)[0] ?? [])
        : [known];
    const set: RowSet = { selected, sort, total: Number(total), table: undefined };
    sets.set(key, set);
    const [oldest] = sets;
    if (oldest && sets.size > mostSets) forget(oldest);
    return set;
  };
  const forget = ([key, { table }]: readonly [string, RowSet]): void => {
    sets.delete(key);
    if (table !== undefined) run(database, sql`drop table temp.${identifier(table)}`);
  };
  const materialize = (set: RowSet): string => {
    if (set.table === undefined) {
      const table = `rows_${++tables}`;
      makeOrder(database, table, set);
      set.table = table;
    }
    return set.table;
  };
  /** The rows of a set that are in another one too, with their places there. */
  const placesOf = (all: RowSet, matches: RowSet): string => {
    const order = materialize(all);
    const table = `rows_${++tables}`;
    makePlaces(database, table, order, matches.selected);
    matches.table = table;
    return table;
  };

  return {
    page: (selected, sort, key, offset, limit, known) => {
      const { from, where } = selected;
      const order = orderSql(selected, sort);
      // A first page that is not full tells how many there are: a rare text is looked for only once.
      const head =
        offset === 0 && !sets.has(key)
          ? idsOf(rowsOf(database, sql`select id from ${from} where ${where} order by ${order} limit ${limit}`))
          : undefined;
      const set = setOf(selected, sort, key, head && head.length < limit ? head.length : known);
      last = set;
      const { total } = set;
      if (head) return { ids: head, total };
      const wanted = Math.min(limit, total - offset);
      if (wanted <= 0) return { ids: [], total };
      const near = set.table === undefined ? nearAnEnd(database, set, offset, wanted) : undefined;
      if (near) return { ids: near, total };
      const table = identifier(materialize(set));
      const rows = rowsOf(
        database,
        sql`select id from temp.${table} where position > ${offset} and position <= ${offset + wanted} order by position`,
      );
      return { ids: idsOf(rows), total };
    },
    find: (selected, sort, key, wanted, { offset, isBackward }) => {
      const all = setOf(selected, sort, key, undefined);
      const matches = setOf(wanted.selected, [], wanted.key, undefined);
      if (matches.total === 0) return { total: 0, found: null };
      const table = matches.table ?? placesOf(all, matches);
      const next = (from: number): Found['found'] => nextPlace(database, table, from, isBackward);
      return { total: matches.total, found: next(offset) ?? next(isBackward ? all.total : 0) };
    },
    complete: () => {
      if (last && last.table === undefined && last.total > nearEnds) materialize(last);
    },
  };
}

/** The row of a table of places that is next from a place on, forward or backward. */
function nextPlace(database: Database, table: string, from: number, isBackward: boolean): Found['found'] {
  const places = sql`select place, id, position from temp.${identifier(table)}`;
  const [row] = rowsOf(
    database,
    isBackward
      ? sql`${places} where place <= ${from} order by place desc limit 1`
      : sql`${places} where place >= ${from} order by place limit 1`,
  );
  if (!row) return null;
  const [place = 0, id = 0, number = 0] = row.map(Number);
  return { place, id, number };
}

/** The ids of a page near the start or the end of a set, by a sort that keeps only these; undefined for one from the middle. */
function nearAnEnd(
  database: Database,
  { selected, sort, total }: RowSet,
  offset: number,
  wanted: number,
): readonly number[] | undefined {
  const page = (isBackward: boolean, from: number): number[] =>
    idsOf(
      rowsOf(
        database,
        sql`
          select id from ${selected.from} where ${selected.where}
          order by ${orderSql(selected, sort, isBackward)} limit ${wanted} offset ${from}`,
      ),
    );
  if (offset + wanted <= nearEnds) return page(false, offset);
  return total - offset <= nearEnds ? page(true, total - offset - wanted).reverse() : undefined;
}

/** Fills a temporary table with the records of a set in their order. */
function makeOrder(database: Database, table: string, { selected, sort }: RowSet): void {
  run(database, sql`create temp table ${identifier(table)} (position integer primary key, id integer not null)`);
  orDrop(database, table, () =>
    run(
      database,
      sql`
        insert into ${identifier(table)} (id)
        select id
        from ${selected.from}
        where ${selected.where}
        order by ${orderSql(selected, sort)}`,
    ),
  );
}

/** Fills a temporary table with those rows of an order that are selected, and their places in it. */
function makePlaces(database: Database, table: string, order: string, { from, where }: SelectedRecords): void {
  run(
    database,
    sql`create temp table ${identifier(table)} (position integer primary key, place integer not null, id integer not null)`,
  );
  orDrop(database, table, () => {
    run(
      database,
      sql`
        insert into ${identifier(table)} (place, id)
        select position - 1, id from temp.${identifier(order)}
        where id in (select id from ${from} where ${where})
        order by position`,
    );
    run(database, sql`create index temp.${identifier(`${table}_places`)} on ${identifier(table)} (place)`);
  });
}

function orDrop(database: Database, table: string, fill: () => void): void {
  try {
    fill();
  } catch (error) {
    run(database, sql`drop table temp.${identifier(table)}`);
    throw error;
  }
}

function idsOf(rows: readonly (readonly unknown[])[]): number[] {
  return rows.map(([id]) => Number(id));
}
