import { closeSync, constants, ftruncateSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import type { SqlValue } from '#core/sql/sql.ts';
import { type Database, isStorageError, openForeign, readPragma } from '../open.ts';

/** Files that are used in turn: one is written while two wait and one is copied. */
const filesInTurn = 4;

/** Carries batches from the thread that reads to the one that writes, as small database files beside the workspace. */
export interface BatchFiles {
  /** Writes the image of a batch, marked with its number; returns where it is until the fourth batch after it. */
  readonly write: (image: Uint8Array, mark: number) => string;
  /** Closes the files, which stay until whoever copies the last batch has them swept. */
  readonly close: () => void;
}

/** Opens files for the batches of one reading beside a workspace, told apart by its lane; they need not survive a crash, so nothing is synced. */
export function openBatchFiles(workspacePath: string, lane: number): BatchFiles {
  const files = new Map<string, number>();
  const open = (path: string): number => {
    // Whatever has this name was left by a crash, or is no file of ours to write through.
    rmSync(path, { force: true });
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
  };
  return {
    write: (image, mark) => {
      const path = `${workspacePath}-batch-${lane * filesInTurn + (mark % filesInTurn)}`;
      try {
        const file = files.get(path) ?? open(path);
        files.set(path, file);
        for (let at = 0; at < image.length; ) at += writeSync(file, image, at, image.length - at, at);
        ftruncateSync(file, image.length);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        throw new Failure(
          'RUN_FAILED',
          `the disk is full or failing while writing beside ${workspacePath} (${code}); free some space and run again (--resume goes on from there): what was finished is safe`,
          { cause: error },
        );
      }
      return path;
    },
    close: () => {
      for (const file of files.values()) closeSync(file);
    },
  };
}

/** Removes files of batches that a run, or a crash of one, left beside a workspace. Call it with the writing right on the workspace. */
export function sweepBatchFiles(workspacePath: string): void {
  const beginning = `${basename(workspacePath)}-batch-`;
  for (const name of readdirSync(dirname(workspacePath)))
    if (name.startsWith(beginning) && /^\d+(-journal)?$/.test(name.slice(beginning.length)))
      rmSync(join(dirname(workspacePath), name), { force: true });
}

/**
 * Does work while the file of a batch is attached as `batch`. Throws a Failure (RUN_FAILED) where the file is not as it was written: another
 * program may have come between.
 */
export function withBatch(database: Database, path: string, mark: number, work: () => void): void {
  let isAttached = false;
  try {
    database.prepare('attach ? as batch').run(path);
    isAttached = true;
    if (!isAsWritten(database, mark, 'batch')) throw changed(path);
    work();
  } catch (error) {
    throw isAttached ? error : changed(path, isStorageError(error) ? error : undefined);
  } finally {
    if (isAttached) database.exec('detach batch');
  }
}

/** The same with the rows of the batch, where its file cannot be attached. */
export function withOpenBatch(path: string, mark: number, work: (rows: readonly (readonly SqlValue[])[]) => void): void {
  let batch: Database | undefined;
  let rows: readonly (readonly SqlValue[])[];
  try {
    batch = openForeign(path);
    if (!isAsWritten(batch, mark, 'main')) throw changed(path);
    // Whole numbers may be larger than a double can hold.
    rows = batch.prepare<[], SqlValue[]>('select * from records').raw().safeIntegers().all();
  } catch (error) {
    throw changed(path, isStorageError(error) ? error : undefined);
  } finally {
    batch?.close();
  }
  work(rows);
}

/** SQLite copies rows as they are, so what is wrong in them has to be found before. */
function isAsWritten(database: Database, mark: number, schema: 'main' | 'batch'): boolean {
  try {
    return (
      readPragma(database, `${schema}.user_version`) === mark &&
      database.pragma(`${schema}.quick_check(1)`, { simple: true }) === 'ok'
    );
  } catch {
    return false;
  }
}

/** What SQLite itself would say of such a file: the workspace is sound, and the run can go on. */
const damaged = Object.assign(new Error('a batch is not as it was written'), { code: 'SQLITE_CORRUPT' });

function changed(path: string, cause: unknown = damaged): Failure {
  return new Failure(
    'RUN_FAILED',
    `${path}, which carries records from one thread of the run to the other, was changed or removed meanwhile; --resume goes on from there when no other program works in that folder`,
    { cause },
  );
}
