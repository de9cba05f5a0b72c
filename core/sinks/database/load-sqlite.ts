import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import { type Database, openForeign, openTarget } from '#core/workspace/open.ts';
import { assertNoWorkspace } from '#core/workspace/workspace-parts.ts';
import type { OutputCell } from '../sink.ts';
import {
  checksOf,
  columnLines,
  constraintName,
  type DatabaseDialect,
  nameList,
  ownMark,
  quotedName,
  quotedTable,
} from './ddl.ts';
import { type LoadedColumn, type LoadResult, type TableLoad, textOfCell, type WaitingLoad } from './table-load.ts';

/**
 * Writes tables into a SQLite database, to be kept or given up together; the file is made where there is none. Throws a Failure (RUN_FAILED)
 * that says why not.
 */
export function loadSqlite(path: string, loads: readonly TableLoad[]): WaitingLoad {
  if (existsSync(path)) assertNoWorkspace(path);
  const database = opened(path);
  const explained = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      database.close();
      if (error instanceof Failure) throw error;
      throw new Failure('RUN_FAILED', `${path} cannot be written: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  };
  const results = explained(() => {
    // Rows that a person waived stay in the table, which promises for all others what the definition says.
    database.pragma('foreign_keys = off');
    database.pragma('ignore_check_constraints = on');
    database.exec('begin immediate');
    return loads.map((load) => loadTable(database, load));
  });
  return {
    results,
    commit: async () =>
      explained(() => {
        database.exec('commit');
        database.close();
      }),
    abandon: async () => void database.close(),
  };
}

/** The tables among some that stand in a SQLite database and were not written by Winnow. */
export function foreignTablesOfSqlite(path: string, tables: readonly string[]): readonly string[] {
  if (!existsSync(path)) return [];
  assertNoWorkspace(path);
  const database = openForeign(path);
  try {
    const statement = database.prepare<[string], string>('select sql from sqlite_schema where name = ? collate nocase').pluck();
    return tables.filter((table) => {
      const made = statement.get(table);
      return made !== undefined && !isOwn(made);
    });
  } catch (error) {
    throw new Failure('BAD_INPUT', `${path} is not a SQLite database: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    database.close();
  }
}

/** Whether the statement that made a table bears the mark where Winnow writes it, and not within some text. */
function isOwn(statement: string): boolean {
  return new RegExp(`^CREATE TABLE (?:IF NOT EXISTS )?"(?:[^"]|"")*" /\\* ${ownMark} \\*/ \\(`).test(statement);
}

function opened(path: string): Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openTarget(path);
  } catch (error) {
    throw new Failure(
      'RUN_FAILED',
      `${path} cannot be opened as a SQLite database: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
}

function loadTable(database: Database, load: TableLoad): LoadResult {
  const isThere =
    database.prepare('select 1 from sqlite_schema where type = ? and name = ? collate nocase').get('table', load.table) !==
    undefined;
  const isMade = load.mode === 'replace' || !isThere;
  const straight = isMade && load.mode !== 'upsert' ? loadStraight(database, load) : undefined;
  return straight ?? loadStaged(database, load, isMade);
}

/** Makes a table with everything that can be promised of it, and its rows; undefined where they do not keep it, and then nothing is changed. */
function loadStraight(database: Database, load: TableLoad): LoadResult | undefined {
  database.exec('savepoint straight');
  try {
    createTable(
      database,
      load,
      linesOf(load, () => true),
    );
    const rows = insertRows(database, load, quotedTable(load.table));
    database.exec('release straight');
    return { rows, inserted: rows, changed: 0, unchanged: 0, leftOut: [] };
  } catch (error) {
    database.exec('rollback to straight; release straight');
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT')) return undefined;
    throw error;
  }
}

function loadStaged(database: Database, load: TableLoad, isMade: boolean): LoadResult {
  const table = quotedTable(load.table);
  const staged = `temp.${quotedName('winnow_staged')}`;
  const names = nameList(load.columns.map(({ name }) => name));
  database.exec(`drop table if exists ${staged}`);
  database.exec(`create table ${staged} (${columnLines(load, dialect).join(', ')})`);
  const rows = insertRows(database, load, staged);
  const leftOut: string[] = [];
  if (load.mode === 'upsert') {
    // Of rows with one key the last counts.
    const kept = `select max(rowid) from ${staged} group by ${nameList(load.key)}`;
    const filled = load.key.map((name) => `${quotedName(name)} is not null`).join(' and ');
    const { changes } = database.prepare(`delete from ${staged} where ${filled} and rowid not in (${kept})`).run();
    if (changes > 0) leftOut.push(`${counted(changes, 'row')} whose key a later row has`);
  }
  if (isMade)
    createTable(
      database,
      load,
      linesOf(load, (what, broken) => {
        const isKept = database.prepare(broken(staged)).get() === undefined;
        if (!isKept) leftOut.push(what);
        return isKept;
      }),
    );
  const isUpsert = load.mode === 'upsert' && !isMade;
  const upserted = isUpsert ? upsert(database, load, table, staged) : undefined;
  const copied = isUpsert ? 0 : database.prepare(`insert into ${table} (${names}) select ${names} from ${staged}`).run().changes;
  database.exec(`drop table ${staged}`);
  return { rows, ...(upserted ?? { inserted: copied, changed: 0, unchanged: 0 }), leftOut };
}

function createTable(database: Database, load: TableLoad, lines: readonly string[]): void {
  const table = quotedTable(load.table);
  database.exec(`drop table if exists ${table}`);
  // SQLite keeps the statement as it is written, and so the mark.
  database.exec(`create table ${table} /* ${ownMark} */ (\n  ${lines.join(',\n  ')}\n) strict`);
  for (const columns of load.indexes)
    database.exec(`create index ${quotedName(constraintName(load.table, columns, 'idx'))} on ${table} (${nameList(columns)})`);
}

function insertRows(database: Database, load: TableLoad, table: string): number {
  const names = nameList(load.columns.map(({ name }) => name));
  const insert = database.prepare(`insert into ${table} (${names}) values (${load.columns.map(() => '?').join(', ')})`);
  const readers = load.columns.map(readerOf);
  let rows = 0;
  for (const cells of load.rows()) {
    insert.run(...readers.map((read, place) => read(cells[place])));
    if (++rows % 5000 === 0) load.report(rows);
  }
  return rows;
}

/** The lines of a table definition, with only the constraints that `isKept` accepts; it is given each and a query that finds a row which breaks it. */
function linesOf(load: TableLoad, isKept: (what: string, broken: (table: string) => string) => boolean): readonly string[] {
  const isFilled = (name: string): boolean =>
    isKept(`${name} not null`, (table) => `select 1 from ${table} where ${quotedName(name)} is null limit 1`);
  const isUnique = (columns: readonly string[], what: string): boolean =>
    isKept(`${what} (${columns.join(', ')})`, (table) => {
      const filled = columns.map((name) => `${quotedName(name)} is not null`).join(' and ');
      return `select 1 from ${table} where ${filled} group by ${nameList(columns)} having count(*) > 1 limit 1`;
    });
  return [
    ...columnLines(load, dialect).map((line, place) => {
      const column = load.columns[place];
      const isWanted = column !== undefined && (column.isRequired || load.key.includes(column.name));
      return isWanted && isFilled(column.name) ? `${line} not null` : line;
    }),
    ...(load.key.length > 0 && isUnique(load.key, 'primary key') ? [`primary key (${nameList(load.key)})`] : []),
    ...load.uniques.flatMap((one) => (isUnique(one, 'unique') ? [`unique (${nameList(one)})`] : [])),
    ...load.references.map(
      ({ columns: own, table, to }) => `foreign key (${nameList(own)}) references ${quotedTable(table)} (${nameList(to)})`,
    ),
    ...checksOf(load.columns, false).map(({ name, condition }) => `constraint ${quotedName(name)} check (${condition})`),
  ];
}

function upsert(
  database: Database,
  { columns, key }: TableLoad,
  table: string,
  staged: string,
): Omit<LoadResult, 'rows' | 'leftOut'> {
  const names = columns.map(({ name }) => name);
  const others = names.filter((name) => !key.includes(name));
  const same = key.map((name) => `t.${quotedName(name)} is s.${quotedName(name)}`).join(' and ');
  const differs =
    others.length === 0 ? 'false' : others.map((name) => `t.${quotedName(name)} is not s.${quotedName(name)}`).join(' or ');
  const count = (query: string): number => Number(database.prepare<[], number>(query).pluck().get());
  const matched = count(`select count(*) from ${staged} s join ${table} t on ${same}`);
  const changed = count(`select count(*) from ${staged} s join ${table} t on ${same} where ${differs}`);
  const inserted = count(`select count(*) from ${staged}`) - matched;
  const set = others.map((name) => `${quotedName(name)} = excluded.${quotedName(name)}`).join(', ');
  database.exec(`
    insert into ${table} (${nameList(names)})
    select ${nameList(names)} from ${staged} where true
    on conflict (${nameList(key)}) do ${others.length === 0 ? 'nothing' : `update set ${set}`}`);
  return { inserted, changed, unchanged: matched - changed };
}

const dialect: DatabaseDialect = {
  typeOf: ({ kind: { kind } }) => {
    if (kind === 'integer' || kind === 'boolean') return 'integer';
    return kind === 'decimal' || kind === 'real' ? 'real' : 'text';
  },
};

/** How cells of a column become values of a STRICT table. */
function readerOf({ name, kind: { kind } }: LoadedColumn): (cell: OutputCell | undefined) => string | number | bigint | null {
  const fail = (text: string): never => {
    throw new Failure('RUN_FAILED', `${name} holds "${text.slice(0, 100)}", which is no ${kind}; nothing was written`);
  };
  return (cell) => {
    const text = textOfCell(cell);
    if (text === null) return null;
    if (kind === 'integer') return /^-?\d{1,18}$/.test(text) ? BigInt(text) : fail(text);
    if (kind === 'decimal' || kind === 'real') return text !== '' && Number.isFinite(Number(text)) ? Number(text) : fail(text);
    if (kind === 'boolean') return text === 'true' || text === '1' ? 1 : text === 'false' || text === '0' ? 0 : fail(text);
    return text;
  };
}
