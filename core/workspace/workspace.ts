import { existsSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { makeBackup, sweepLeftovers } from './backups.ts';
import { lockWorkspace } from './lock.ts';
import { type Migration, migrations } from './migrations.ts';
import { applicationId, type Database, explainSqlite, isWhole, openForWriting, openUnchecked, readPragma } from './open.ts';
import { assertWorkspace } from './open-for-reading.ts';

/** A workspace opened for writing; no other process can do the same until it is closed. */
export interface Workspace {
  readonly path: string;
  readonly database: Database;
  readonly close: () => void;
}

/**
 * Opens or creates a workspace and brings its schema up to date; before a migration of existing data a backup is made.
 * Throws a Failure when another process writes to it, when it is no workspace, or when a newer Winnow made it. `list` are the migrations to be
 * made: all of them, or those up to an older schema.
 */
export function openWorkspace(path: string, list: readonly Migration[] = migrations): Workspace {
  const isNew = !existsSync(path);
  if (isNew && !existsSync(dirname(path)))
    throw new Failure('BAD_INPUT', `the folder ${dirname(path)} does not exist; make it first`);
  if (isNew) assertNameFits(path);
  const hadLock = existsSync(`${path}-lock`);
  if (!isNew) assertOurs(path);
  const lock = lockWorkspace(path);
  try {
    sweepLeftovers(path);
    if (wasCutOff(path)) assertLogFits(path, lock.owner);
    const database = openForWriting(path);
    try {
      migrate(database, path, list);
    } catch (error) {
      database.close();
      throw error;
    }
    return {
      path,
      database,
      close: () => {
        const owner = ownerOf(database);
        emptyLog(database);
        database.close();
        lock.release(owner || lock.owner);
      },
    };
  } catch (error) {
    lock.release();
    if (isNew) for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    if (!hadLock) rmSync(`${path}-lock`, { force: true });
    const explained = explainSqlite(error, path, 'BAD_INPUT');
    throw explained instanceof Failure
      ? explained
      : new Failure('BAD_INPUT', `${path} cannot be opened: ${error}`, { cause: error });
  }
}

/**
 * Brings the schema of a workspace up to date before it is read; one that is up to date already, or is none, is not touched.
 * Throws a Failure where it is older and cannot be written now.
 */
export function bringUpToDate(path: string): void {
  if (!existsSync(path) || !statSync(path).isFile()) return;
  const database = openUnchecked(path);
  let isOlder: boolean;
  try {
    const version = readPragma(database, 'user_version');
    isOlder = readPragma(database, 'application_id') === applicationId && version < (migrations.at(-1)?.version ?? 0);
  } finally {
    database.close();
  }
  if (isOlder) openWorkspace(path).close();
}

/** Bytes that a name may have on most disks, and those of the longest ending that SQLite and Winnow put behind that of a workspace. */
const maxName = 255;
const longestEnding = '-restoring-journal'.length;

function assertNameFits(path: string): void {
  const length = Buffer.byteLength(basename(path));
  if (length + longestEnding > maxName)
    throw new Failure(
      'BAD_INPUT',
      `the name of the workspace ${path} has ${length} bytes, and with the files beside it a disk takes ${maxName - longestEnding}; choose a shorter name`,
    );
}

/** Looks at a file before anything of it is touched. */
function assertOurs(path: string): void {
  if (!statSync(path).isFile()) throw new Failure('BAD_INPUT', `${path} is not a file; choose another name with --workspace`);
  const database = openUnchecked(path);
  try {
    const isEmpty = database.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
    if (!isEmpty) assertWorkspace(database, path);
  } finally {
    database.close();
  }
}

/** Brings the log into the workspace though others may be reading: a log that is empty need not be looked into by the next writer. */
function emptyLog(database: Database): void {
  try {
    database.pragma('busy_timeout = 100');
    database.pragma('wal_checkpoint(truncate)');
  } catch {
    // A disk that is full or failing: the log stays, and holds all that was acknowledged.
  }
}

/** Whether the last writer ended without bringing its write-ahead log into the workspace. */
function wasCutOff(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * Looks at a workspace through the log that a cut-off writer left, before anybody writes: a log of another file would be taken for
 * its own, and nothing could bring the pages back that it covers. Throws a Failure (BAD_INPUT) where the two are not whole together.
 */
function assertLogFits(path: string, owner: number): void {
  const seen = lookAt(path);
  if (!seen?.isWhole || (owner !== 0 && seen.owner !== 0 && seen.owner !== owner)) {
    throw new Failure(
      'BAD_INPUT',
      `${path} and the log of its last changes, ${path}-wal, do not fit together: one is damaged or belongs to another file. Nothing was changed. Move the log away if it was copied here`,
      { remedy: 'restore' },
    );
  }
}

/** Whether a database is whole, and whose it is; undefined where it cannot be read. */
function lookAt(path: string): { readonly isWhole: boolean; readonly owner: number } | undefined {
  try {
    const database = openUnchecked(path);
    try {
      return { isWhole: isWhole(database), owner: ownerOf(database) };
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/** A number that stands for a workspace: of the hash of the first line of its audit log, which is like no other. 0 where there is none. */
function ownerOf(database: Database): number {
  try {
    const hash = database.prepare<[], string>('select hash from audit_log where id = 1').pluck().get();
    return hash === undefined ? 0 : Number.parseInt(hash.slice(0, 7), 16);
  } catch {
    return 0;
  }
}

/** Applies the migrations that a workspace lacks, each in one transaction together with its version number. */
export function migrate(database: Database, path: string, list: readonly Migration[] = migrations): void {
  const version = readPragma(database, 'user_version');
  const isEmpty = version === 0 && database.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
  if (!isEmpty) assertWorkspace(database, path);
  const missing = list.filter((migration) => migration.version > version);
  if (missing.length > 0 && !isEmpty) makeBackup(database, path, 'before-schema', new Date().toISOString());
  for (const migration of missing) {
    database
      .transaction(() => {
        migration.apply(database);
        database.pragma(`application_id = ${applicationId}`);
        database.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  }
}
