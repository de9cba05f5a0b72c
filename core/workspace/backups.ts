import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { sql } from '#core/sql/sql.ts';
import { appendAudit } from './audit.ts';
import { setAside, syncFile } from './closed-files.ts';
import { keepKeys, keysOf } from './kept-keys.ts';
import { lockWorkspace } from './lock.ts';
import { applicationId, type Database, isWhole, openForWriting, readPragma, run } from './open.ts';
import { openForReading } from './open-for-reading.ts';
import { sweepBatchFiles } from './pages/batch-file.ts';

/** Why a backup was made. */
export type BackupReason = 'asked' | 'daily' | 'before-restore' | 'before-replace' | 'before-schema';

/** A copy of a workspace as it was at one moment. */
export interface Backup {
  readonly name: string;
  readonly path: string;
  /** ISO 8601, UTC, to the millisecond. */
  readonly madeAt: string;
  readonly reason: string;
  /** Size in bytes. */
  readonly bytes: number;
}

const shape = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(\d{3})-([a-z-]+)\.winnow$/;

/** Backups kept whatever their age, days of which the newest is kept, and backups in all. */
const newestKept = 3;
const daysKept = 7;
const mostKept = 10;

/** The folder beside a workspace where its backups are. */
export function backupFolder(path: string): string {
  return `${path}-backups`;
}

/** The backups of a workspace, newest first. */
export function listBackups(path: string): readonly Backup[] {
  const folder = backupFolder(path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const [, year, month, day, hour, minute, second, millisecond, reason = ''] = shape.exec(name) ?? [];
      if (year === undefined) return [];
      const madeAt = `${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`;
      return [{ name, path: join(folder, name), madeAt, reason, bytes: statSync(join(folder, name)).size }];
    })
    .sort((a, b) => (a.name < b.name ? 1 : -1));
}

/**
 * Copies a workspace as it is at this moment, while others may go on reading and writing; the copy is whole and on the disk
 * before it has its name. Of backups that nobody asked for, the newest three stay and the newest of each of seven days, ten in all; those that
 * somebody asked for stay until they are removed by name.
 */
export function makeBackup(database: Database, path: string, reason: BackupReason, now: string, spared?: string): Backup {
  const folder = backupFolder(path);
  mkdirSync(folder, { recursive: true });
  sweepBackups(path);
  const name = `${now.slice(0, 23).replace(/[-:.]/g, '').replace('T', '-')}-${reason}.winnow`;
  const file = join(folder, name);
  run(database, sql`vacuum into ${`${file}.part`}`);
  syncFile(`${file}.part`);
  renameSync(`${file}.part`, file);
  prune(path, spared);
  const made = listBackups(path).find((backup) => backup.name === name);
  if (!made)
    throw new Failure('RUN_FAILED', `the backup ${file} is not there after it was made; is the folder being cleaned up?`);
  return made;
}

/** Makes the backup of the day before a run, unless there is one; before a run of another pipeline always, since that replaces everything. */
export function makeBackupBeforeRun(database: Database, path: string, pipeline: string, now: string): void {
  const [newest] = listBackups(path);
  const shown: unknown = database.prepare('select pipeline from runs where is_published = 1').pluck().get();
  if (shown === undefined) return;
  if (shown !== pipeline) makeBackup(database, path, 'before-replace', now);
  else if (newest?.madeAt.slice(0, 10) !== now.slice(0, 10)) makeBackup(database, path, 'daily', now);
}

/**
 * Puts a backup, by its name or the `newest`, in the place of the workspace. The present state becomes a backup itself, or is set aside
 * where it is damaged, so
 * that a restore can be undone. Throws a Failure where the backup is not whole or another program has the workspace open.
 */
export function restoreBackup(path: string, name: string, now: string): { readonly kept: string | null } {
  const all = listBackups(path);
  const backup = name === 'newest' ? all[0] : all.find((candidate) => candidate.name === name);
  if (!backup) throw noBackup(path, name);
  const lock = lockWorkspace(path);
  try {
    sweepRestore(path);
    const staged = stagedPath(path);
    copyWhole(backup.path, staged);
    const keys = keysOf(path);
    const kept = existsSync(path) ? putAway(path, now, backup.name) : null;
    renameSync(staged, path);
    const database = openForWriting(path);
    keepKeys(database, keys);
    appendAudit(database, {
      runId: null,
      type: 'workspace_restored',
      description: `the workspace was restored from the backup ${backup.name}`,
      count: null,
      timestamp: now,
    });
    database.close();
    return { kept };
  } finally {
    lock.release();
  }
}

/** Removes a backup by its name. Throws a Failure (NOT_FOUND) where there is none. */
export function removeBackup(path: string, name: string): void {
  const backup = listBackups(path).find((candidate) => candidate.name === name);
  if (!backup) throw noBackup(path, name);
  rmSync(backup.path);
}

/** Removes what an interrupted backup, restore or run left beside a workspace. Call it with the writing right on the workspace. */
export function sweepLeftovers(path: string): void {
  sweepBackups(path);
  sweepRestore(path);
  sweepBatchFiles(path);
}

function sweepBackups(path: string): void {
  const folder = backupFolder(path);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (/\.part(-journal)?$/.test(name)) rmSync(join(folder, name), { force: true });
}

function stagedPath(path: string): string {
  return `${path}-restoring`;
}

function sweepRestore(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(stagedPath(path) + suffix, { force: true });
}

/** Copies a database that is known to be whole. */
function copyWhole(from: string, to: string): void {
  const database = openForReading(from);
  try {
    if (readPragma(database, 'application_id') !== applicationId || !isWhole(database))
      throw new Failure('BAD_INPUT', `the backup ${from} is damaged; choose another`);
    run(database, sql`vacuum into ${to}`);
  } finally {
    database.close();
  }
  syncFile(to);
}

/** Makes a backup of what is there, or sets it aside; returns where it is. Nothing of it stays under its name but the file itself. */
function putAway(path: string, now: string, restored: string): string {
  const database = (() => {
    try {
      const opened = openForWriting(path);
      if (readPragma(opened, 'application_id') === applicationId && isWhole(opened)) return opened;
      opened.close();
    } catch {
      // What cannot be opened is set aside.
    }
    return undefined;
  })();
  if (!database) return setAside(path, now);
  try {
    const { path: kept } = makeBackup(database, path, 'before-restore', now, restored);
    // Leaving the write-ahead log takes the file alone: nobody else may have it open, and no log of it is left behind.
    if (database.pragma('journal_mode = delete', { simple: true }) !== 'delete') throw inUse(path);
    return kept;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')) throw inUse(path);
    throw error;
  } finally {
    database.close();
  }
}

function noBackup(path: string, name: string): Failure {
  return new Failure(
    'NOT_FOUND',
    `there is no backup${name === 'newest' ? '' : ` ${name}`} of ${basename(path)}; \`winnow backup list\` shows those there are`,
  );
}

function inUse(path: string): Failure {
  return new Failure('CONFLICT', `${path} is open in another program; close it there and restore again`);
}

function prune(path: string, spared: string | undefined): void {
  const days = new Set<string>();
  let kept = 0;
  for (const [index, backup] of listBackups(path)
    .filter(({ reason, name }) => reason !== 'asked' && name !== spared)
    .entries()) {
    const day = backup.madeAt.slice(0, 10);
    const isFirstOfDay = !days.has(day) && days.size < daysKept;
    days.add(day);
    if (kept < mostKept && (index < newestKept || isFirstOfDay)) kept++;
    else rmSync(backup.path, { force: true });
  }
}
