import { existsSync, linkSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { makeBackup } from './backups.ts';
import { lockWorkspace } from './lock.ts';
import { type Migration, migrations } from './migrations.ts';
import { applicationId, type Database, explainSqliteError, isWhole, openForWriting, openUnchecked, readPragma } from './open.ts';

/** A workspace opened for writing; no other process can do the same until it is closed. */
export interface Workspace {
  readonly path: string;
  readonly database: Database;
  readonly close: () => void;
}

/**
 * Opens or creates a workspace and brings its schema up to date; before a migration of existing data a backup is made.
 * Throws a Failure when another process writes to it, when it is no workspace, or when a newer Winnow made it.
 */
export function openWorkspace(path: string): Workspace {
  const isNew = !existsSync(path);
  if (isNew && !existsSync(dirname(path)))
    throw new Failure('BAD_INPUT', `the folder ${dirname(path)} does not exist; make it first`);
  const hadLock = existsSync(`${path}-lock`);
  if (!isNew) assertOurs(path);
  const unlock = lockWorkspace(path);
  try {
    if (wasCutOff(path)) assertLogFits(path);
    const database = openForWriting(path);
    try {
      migrate(database, path);
    } catch (error) {
      database.close();
      throw error;
    }
    return {
      path,
      database,
      close: () => {
        database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    if (isNew) for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    if (!hadLock) rmSync(`${path}-lock`, { force: true });
    if (error instanceof Failure) throw error;
    throw new Failure('BAD_INPUT', explainSqliteError(error, path) ?? `${path} cannot be opened: ${error}`, { cause: error });
  }
}

/** Looks at a file before anything of it is touched. */
function assertOurs(path: string): void {
  if (!statSync(path).isFile()) throw new Failure('BAD_INPUT', `${path} is not a file; choose another name with --workspace`);
  const database = openUnchecked(path);
  try {
    const isEmpty = database.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
    if (!isEmpty && readPragma(database, 'application_id') !== applicationId) {
      throw new Failure('BAD_INPUT', `${path} is not a Winnow workspace; choose another name with --workspace`);
    }
  } finally {
    database.close();
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
function assertLogFits(path: string): void {
  const together = lookAt(path, isWhole);
  const alone = lookAlone(path);
  const isOther = alone?.identity !== undefined && alone.identity !== together?.identity;
  if (!together?.isWhole || isOther) {
    throw new Failure(
      'BAD_INPUT',
      `${path} and the log of its last changes, ${path}-wal, do not fit together: one is damaged or belongs to another file. Nothing was changed. Move the log away if it was copied here; otherwise \`winnow backup restore newest\` brings back the last backup, \`winnow salvage\` what can still be read`,
    );
  }
}

/** Whether a database is whole by some measure, and whose it is: the hash of the first line of its audit log is like no other. */
function lookAt(
  path: string,
  isFine: (database: Database) => boolean,
): { readonly isWhole: boolean; readonly identity: unknown } | undefined {
  try {
    const database = openUnchecked(path);
    try {
      const hasLog = database.prepare("select 1 from sqlite_schema where name = 'audit_log'").pluck().get() === 1;
      const identity = hasLog ? database.prepare('select hash from audit_log order by id limit 1').pluck().get() : undefined;
      return { isWhole: isFine(database), identity };
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/** The same without its log: under another name of the file SQLite finds none. Undefined where the disk knows no second names. */
function lookAlone(path: string): ReturnType<typeof lookAt> {
  const name = `${path}-alone`;
  const remove = (): void => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(name + suffix, { force: true });
  };
  remove();
  try {
    linkSync(path, name);
    return lookAt(name, () => true);
  } catch {
    return undefined;
  } finally {
    remove();
  }
}

/** Applies the migrations that a workspace lacks, each in one transaction together with its version number. */
export function migrate(database: Database, path: string, list: readonly Migration[] = migrations): void {
  const version = readPragma(database, 'user_version');
  const isEmpty = version === 0 && database.prepare('select count(*) from sqlite_schema').pluck().get() === 0;
  if (!isEmpty && readPragma(database, 'application_id') !== applicationId) {
    throw new Failure('BAD_INPUT', `${path} is not a Winnow workspace; choose another name with --workspace`);
  }
  const newest = list.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new Failure(
      'BAD_INPUT',
      `${path} was made by a newer Winnow (schema ${version}, this one knows ${newest}); update Winnow to open it`,
    );
  }
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
