import { existsSync } from 'node:fs';
import { Failure } from '#core/contract/failure.ts';
import { identifier, join, literal, type SqlValue, sql } from '#core/sql/sql.ts';
import { appendAudit } from './audit.ts';
import { copyToRead, removeCopy, setAside } from './closed-files.ts';
import { lockWorkspace } from './lock.ts';
import { migrations } from './migrations.ts';
import { applicationId, type Database, isSqliteError, isWhole, openDamaged, readPragma, rowsOf, run } from './open.ts';
import { migrate, openWorkspace } from './workspace.ts';

/** What could be read of one table. */
export interface SalvagedTable {
  readonly table: string;
  readonly rows: number;
  /** Whether the whole table could be read. */
  readonly isWhole: boolean;
}

/** What came of a salvage. */
export interface Salvage {
  /** Where the damaged file is now. */
  readonly setAside: string;
  readonly tables: readonly SalvagedTable[];
}

/**
 * Sets a damaged workspace aside and builds a new one of every row that can still be read, table by table, from both ends and
 * then around the damage. Throws a Failure (CONFLICT) where the workspace is not damaged, (RUN_FAILED) where nothing can be read.
 */
export function salvage(path: string, now: string): Salvage {
  if (!existsSync(path)) throw new Failure('NOT_FOUND', `there is no workspace ${path}`);
  const lock = lockWorkspace(path);
  const copy = copyToRead(path);
  let aside: string;
  try {
    assertDamaged(copy, path);
    aside = setAside(path, now);
  } catch (error) {
    removeCopy(copy);
    throw error;
  } finally {
    lock.release();
  }
  const damaged = openDamaged(copy);
  // What was read of an older workspace fits the tables of its time, and is brought up to date with them.
  const version = schemaVersionOf(damaged);
  const { database, close } = openWorkspace(
    path,
    migrations.filter((migration) => migration.version <= version),
  );
  try {
    const schema = schemaOf(damaged);
    database.pragma('foreign_keys = off');
    const tables = database
      .transaction(() => {
        const salvaged = schema
          .filter(({ type }) => type === 'table')
          .map(({ name, text }) => copyTable(damaged, database, name, text));
        for (const { type, name, text } of schema) {
          if (type === 'view' && !has(database, name)) execute(database, text);
        }
        appendAudit(database, {
          runId: null,
          type: 'workspace_salvaged',
          description: `the workspace was rebuilt of what could be read of ${aside}`,
          count: salvaged.reduce((sum, { rows }) => sum + rows, 0),
          timestamp: now,
        });
        return salvaged;
      })
      .immediate();
    migrate(database, path);
    return { setAside: aside, tables };
  } finally {
    close();
    damaged.close();
    removeCopy(copy);
  }
}

/** The version of the schema of a damaged workspace; the present one where that cannot be read. */
function schemaVersionOf(damaged: Database): number {
  const newest = migrations.at(-1)?.version ?? 0;
  try {
    const version = readPragma(damaged, 'user_version');
    return version > 0 && version < newest ? version : newest;
  } catch {
    return newest;
  }
}

interface SchemaEntry {
  readonly type: string;
  readonly name: string;
  readonly text: string;
}

/** Throws a Failure where a file, of which this is the copy, is whole, is not ours, or gives nothing to read. */
function assertDamaged(copy: string, path: string): void {
  let database: Database | undefined;
  try {
    database = openDamaged(copy);
    if (isWhole(database)) {
      throw database.pragma('application_id', { simple: true }) === applicationId
        ? new Failure('CONFLICT', `${path} is whole: there is nothing to salvage`)
        : new Failure('BAD_INPUT', `${path} is not a Winnow workspace`);
    }
    if (schemaOf(database).length > 0) return;
  } catch (error) {
    if (error instanceof Failure) throw error;
  } finally {
    database?.close();
  }
  throw new Failure(
    'RUN_FAILED',
    `nothing in ${path} can be read, and it was left as it is; restore a backup (\`winnow backup list\`), or move it away and run again`,
  );
}

function schemaOf(damaged: Database): readonly SchemaEntry[] {
  const entries: SchemaEntry[] = [];
  collect(
    damaged,
    sql`select type, name, sql from sqlite_schema where name not like 'sqlite_%' and sql is not null`,
    ([type, name, text]) => entries.push({ type: String(type), name: String(name), text: String(text) }),
  );
  return entries;
}

/** Copies the rows of a table that can be read; the table is made where the new workspace has none of that name. */
function copyTable(damaged: Database, database: Database, name: string, text: string): SalvagedTable {
  if (!has(database, name)) execute(database, text);
  const table = identifier(name);
  const columns = rowsOf(database, sql`select name from pragma_table_info(${name})`).map(([column]) =>
    identifier(String(column)),
  );
  const key = rowsOf(database, sql`select name from pragma_table_info(${name}) where pk > 0 order by pk`).map(([column]) =>
    identifier(String(column)),
  );
  // Its definition cannot be read to its end.
  if (columns.length === 0) return { table: name, rows: 0, isWhole: false };
  const isRowid = !/without\s+rowid/i.test(text);
  const insert = database.prepare(`insert or ignore into ${table.text} values (${columns.map(() => '?').join(',')})`);
  let rows = 0;
  const put = (row: readonly unknown[]): void => {
    rows += insert.run(...(row as SqlValue[])).changes;
  };
  const select = sql`select ${join(columns)} from ${table}`;
  const order = isRowid ? sql`rowid` : join(key);
  if (collect(damaged, sql`${select} order by ${order}`, put)) return { table: name, rows, isWhole: true };
  const backwards = isRowid ? sql`rowid desc` : join(key.map((column) => sql`${column} desc`));
  collect(damaged, sql`${select} order by ${backwards}`, put);
  if (isRowid) {
    const ends: number[] = [];
    for (const end of ['min', 'max'] as const)
      collect(damaged, sql`select ${literal(end)}(rowid) from ${table}`, ([rowid]) => ends.push(Number(rowid)));
    const [least, most] = ends;
    if (least !== undefined && most !== undefined) copyRange(damaged, select, least, most, put);
  }
  return { table: name, rows, isWhole: false };
}

/** Copies a range of row ids; where it cannot be read as a whole, each half for itself. */
function copyRange(
  damaged: Database,
  select: ReturnType<typeof sql>,
  from: number,
  to: number,
  put: (row: readonly unknown[]) => void,
): void {
  if (from > to || collect(damaged, sql`${select} where rowid between ${from} and ${to} order by rowid`, put) || from === to)
    return;
  const middle = Math.floor((from + to) / 2);
  copyRange(damaged, select, from, middle, put);
  copyRange(damaged, select, middle + 1, to, put);
}

/** Hands over rows until an error; whether all could be read. */
function collect(database: Database, { text, values }: ReturnType<typeof sql>, take: (row: readonly unknown[]) => void): boolean {
  try {
    for (const row of database
      .prepare<unknown[], unknown[]>(text)
      .raw()
      .iterate(...values))
      take(row);
    return true;
  } catch (error) {
    if (isSqliteError(error)) return false;
    throw error;
  }
}

function has(database: Database, name: string): boolean {
  return rowsOf(database, sql`select 1 from sqlite_schema where name = ${name}`).length > 0;
}

function execute(database: Database, text: string): void {
  try {
    run(database, { text, values: [] });
  } catch (error) {
    if (!isSqliteError(error)) throw error;
  }
}
