import { statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { Failure, type FailureCode, type Remedy } from '#core/contract/failure.ts';
import { folded } from '#core/sql/folded.ts';
import type { Sql, SqlValue } from '#core/sql/sql.ts';

export type Database = BetterSqlite3.Database;
export type Query = BetterSqlite3.Statement<unknown[], unknown[]>;

/** Marks a file as a Winnow workspace: the letters "Winw". */
export const applicationId = 0x57696e77;

/** The first SQLite without the WAL-reset bug (https://www.sqlite.org/wal.html#walresetbug). */
const oldestSqlite = [3, 51, 3] as const;

/** Opens a workspace file for writing: WAL, and a full sync at every commit, so that what is acknowledged survives power loss. */
export function openForWriting(path: string): Database {
  const database = open(path, {});
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = full');
  database.pragma('foreign_keys = on');
  database.pragma('cache_size = -49152');
  // Checkpoints every 64 MiB: at the default of 4 MiB every batch would write its pages twice.
  database.pragma('wal_autocheckpoint = 16384');
  database.pragma('temp_store = file');
  database.pragma('journal_size_limit = 67108864');
  database.pragma('trusted_schema = off');
  if (database.pragma('synchronous', { simple: true }) !== 2 || database.pragma('journal_mode', { simple: true }) !== 'wal') {
    database.close();
    throw new Failure(
      'RUN_FAILED',
      `${path} is on a disk that does not allow safe writing (no write-ahead log); copy the workspace to a local disk`,
    );
  }
  return database;
}

/** Opens an empty database in memory, to try things on. */
export function openInMemory(): Database {
  return new BetterSqlite3(':memory:');
}

/** Makes a database file that nobody needs if anything goes wrong: without a journal, and never synced. */
export function openScratch(path: string): Database {
  const database = new BetterSqlite3(path);
  database.pragma('journal_mode = off');
  database.pragma('synchronous = off');
  database.pragma('temp_store = memory');
  return database;
}

/** Runs a statement built from pieces. */
export function run(database: Database, { text, values }: Sql): BetterSqlite3.RunResult {
  const statement = statementOf(database, text);
  return statement.run(...values);
}

/** All rows of a query built from pieces, each as an array. */
export function rowsOf(database: Database, { text, values }: Sql): readonly (readonly unknown[])[] {
  const query = statementOf(database, text);
  return query.raw().all(...values);
}

/** All rows of a query, each by the names of its columns. */
export function objectsOf(database: Database, { text, values }: Sql): readonly Readonly<Record<string, unknown>>[] {
  return database.prepare<unknown[], Record<string, unknown>>(text).all(...values);
}

/** A query made ready once for many questions; its text has a question mark for each value. */
export function queryOf(database: Database, { text }: Sql): (...values: readonly SqlValue[]) => readonly (readonly unknown[])[] {
  const query = statementOf(database, text).raw();
  return (...values) => query.all(...values);
}

/** A statement made ready once to be run many times; its text has a question mark for each value. */
export function commandOf(database: Database, { text }: Sql): (...values: readonly SqlValue[]) => BetterSqlite3.RunResult {
  const statement = statementOf(database, text);
  return (...values) => statement.run(...values);
}

/**
 * A statement made ready, kept for the next time: what a statement takes is given back only between turns of the
 * event loop, so a long job that prepares each one again would grow with the file.
 */
function statementOf(database: Database, text: string): Query {
  const statements = statementsByDatabase.get(database) ?? new Map<string, Query>();
  statementsByDatabase.set(database, statements);
  const kept = statements.get(text);
  if (kept) return kept;
  const statement = database.prepare<unknown[], unknown[]>(text);
  const [oldest] = statements.keys();
  if (oldest !== undefined && statements.size >= mostStatements) statements.delete(oldest);
  statements.set(text, statement);
  return statement;
}

const mostStatements = 150;
const statementsByDatabase = new WeakMap<Database, Map<string, Query>>();

/** Does work in one transaction, all of it or nothing; transactions within are parts of it. Nothing else may use the connection meanwhile. */
export async function inOneTransaction(database: Database, work: () => Promise<void>): Promise<void> {
  database.exec('begin immediate');
  try {
    await work();
    database.exec('commit');
  } catch (error) {
    // A full disk may have ended it already.
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
}

/**
 * Answers from one moment of a workspace, whatever others publish meanwhile. Temporary tables that were made on the way stay, however it ends.
 */
export function atOneMoment<Result>(database: Database, work: () => Result): Result {
  database.exec('begin deferred');
  try {
    return work();
  } finally {
    if (database.inTransaction) database.exec('commit');
  }
}

/** Keeps a connection at this moment of its workspace until it is closed: what others write from now on it does not see. */
export function holdStill(database: Database): void {
  database.exec('begin deferred');
  readPragma(database, 'data_version');
  database.prepare('select count(*) from sqlite_schema').get();
}

/** A numeric pragma. */
export function readPragma(database: Database, name: string): number {
  return Number(database.pragma(name, { simple: true }));
}

/** Whether an error is the disk's or the system's, not the work's: with space or rights the same work would go on. */
export function isStorageError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    /^SQLITE_(FULL|IOERR|BUSY|READONLY|CANTOPEN|CORRUPT|NOMEM)/.test(code) || /^E(NOSPC|DQUOT|IO|ROFS|ACCES|NOTDIR)$/.test(code)
  );
}

/** What SQLite failed with as a Failure with a sentence for people; any other error as it is. */
export function explainSqlite(error: unknown, path: string, code: FailureCode): unknown {
  const explained = error instanceof BetterSqlite3.SqliteError ? explanationOf(error.code, path) : undefined;
  return explained ? new Failure(code, explained.sentence, { cause: error, remedy: explained.remedy }) : error;
}

function explanationOf(code: string, path: string): { readonly sentence: string; readonly remedy?: Remedy } | undefined {
  if (code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR')) {
    return {
      sentence: `the disk is full or failing while writing ${path} (${code}); free some space and run again (--resume goes on where a run had begun): what was finished is safe`,
    };
  }
  if (code.startsWith('SQLITE_CANTOPEN'))
    return { sentence: `${path} cannot be opened; check that its folder exists and may be written to` };
  if (code.startsWith('SQLITE_READONLY'))
    return { sentence: `${path} is in a folder or on a disk that may not be written to; copy it elsewhere` };
  if (code === 'SQLITE_NOTADB')
    return { sentence: `${path} is not a Winnow workspace, or its beginning is damaged`, remedy: 'restore' };
  if (code.startsWith('SQLITE_CORRUPT')) return { sentence: `${path} is damaged`, remedy: 'restore' };
  if (code.startsWith('SQLITE_BUSY'))
    return { sentence: `${path} is being written by another program; wait until it has finished` };
  return undefined;
}

function open(path: string, options: BetterSqlite3.Options, shownPath = path): Database {
  assertOneName(path);
  let database: Database | undefined;
  try {
    database = new BetterSqlite3(path, { timeout: 5000, ...options });
    const version = String(database.prepare('select sqlite_version()').pluck().get()).split('.').map(Number);
    if (isOlder(version, oldestSqlite)) throw new Error(`SQLite ${version.join('.')} is older than ${oldestSqlite.join('.')}`);
    readPragma(database, 'schema_version');
    database.function('winnow_folded', { deterministic: true, directOnly: true }, (text) => folded(String(text ?? '')));
    return database;
  } catch (error) {
    database?.close();
    const explained = explainSqlite(error, shownPath, 'BAD_INPUT');
    if (explained !== error) throw explained;
    if (error instanceof TypeError)
      throw new Failure('BAD_INPUT', `the folder of ${shownPath} does not exist; make it first`, { cause: error });
    throw error;
  }
}

/**
 * Throws a Failure (BAD_INPUT) for a file with a second name (a hard link): SQLite keeps a log for each name, so that what is written by one is
 * lost for the other (https://www.sqlite.org/howtocorrupt.html, section 2.4).
 */
function assertOneName(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() && stats.nlink > 1)
    throw new Failure(
      'BAD_INPUT',
      `${path} has a second name (a hard link), and whatever is written under one name is lost under the other; delete one of the names, or make a copy and open that`,
    );
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  for (const [index, part] of than.entries()) {
    if ((version[index] ?? 0) !== part) return (version[index] ?? 0) < part;
  }
  return false;
}

/** Opens the small database whose exclusive transaction is the writing right on a workspace; waits so many milliseconds. */
export function openLock(path: string, timeout: number): Database {
  return open(`${path}-lock`, { timeout }, path);
}

/** Opens any SQLite file for reading, to see what it is. */
export function openUnchecked(path: string): Database {
  const readIt = (): Database => open(path, { readonly: true, fileMustExist: true });
  try {
    return readIt();
  } catch (error) {
    const cause = error instanceof Failure ? error.cause : error;
    if (!(cause instanceof BetterSqlite3.SqliteError) || cause.code !== 'SQLITE_READONLY_ROLLBACK') throw error;
    // Its maker was cut off in a transaction, which any SQLite that may write undoes before it reads.
    open(path, { fileMustExist: true }).close();
    return readIt();
  }
}

/** Opens a database of another program for reading; nothing is ever written to it or beside it, unless it is in WAL mode. */
export function openForeign(path: string): Database {
  return open(path, { readonly: true, fileMustExist: true });
}

/** Opens a database of somebody else for writing, or makes one: with a journal, and a full sync at every commit. */
export function openTarget(path: string): Database {
  const database = new BetterSqlite3(path);
  database.pragma('synchronous = full');
  database.pragma('temp_store = file');
  // What is no database fails here, and not in the middle.
  database.pragma('schema_version');
  return database;
}

/** Opens a copy of a database that is held in memory. */
export function openBytes(bytes: Buffer): Database {
  return new BetterSqlite3(bytes, { readonly: true });
}

/** Whether SQLite finds nothing wrong in a whole database. */
export function isWhole(database: Database): boolean {
  try {
    return database.pragma('integrity_check(1)', { simple: true }) === 'ok';
  } catch {
    return false;
  }
}

/** What SQLite finds wrong in a database, looking once over everything; undefined where nothing is. */
export function damageOf(database: Database): string | undefined {
  const answer = String(database.pragma('quick_check', { simple: true }));
  return answer === 'ok' ? undefined : answer;
}

/** Opens the copy of a damaged database so that a part of its schema is better than none: https://www.sqlite.org/pragma.html#pragma_writable_schema. */
export function openDamaged(copy: string): Database {
  const database = new BetterSqlite3(copy, { fileMustExist: true });
  database.unsafeMode(true);
  database.pragma('writable_schema = on');
  return database;
}

/** Whether a database could not be opened because SQLite may not write beside it. */
export function isUnwritable(error: unknown): boolean {
  const cause = error instanceof Failure ? error.cause : error;
  return cause instanceof BetterSqlite3.SqliteError && /^SQLITE_(READONLY|CANTOPEN)/.test(cause.code);
}

/** Whether an error comes from SQLite. */
export function isSqliteError(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError;
}
