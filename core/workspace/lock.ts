import { existsSync, realpathSync } from 'node:fs';
import { Failure } from '#core/contract/failure.ts';
import { type Database, explainSqlite, openLock, readPragma } from './open.ts';

/** Whether another process has the writing right on a workspace now. */
export function isBeingWritten(path: string): boolean {
  if (!existsSync(`${path}-lock`)) return false;
  try {
    // Reading alone meets the exclusive lock of a writer and keeps nobody from taking it.
    openLock(path, 0).close();
    return false;
  } catch (error) {
    return isBusy(error);
  }
}

/** The writing right on a workspace, held. */
export interface Lock {
  /** A number that stands for the workspace that was locked here last; 0 where that is not known. */
  readonly owner: number;
  /** Gives the right back; a number other than 0 is the owner from now on. */
  readonly release: (owner?: number) => void;
}

/**
 * Takes the one writing right on a workspace: an exclusive transaction on a small database beside it, which the system
 * releases when the process ends however it ends. The connection stays referenced by what is returned.
 */
export function lockWorkspace(named: string): Lock {
  // Whatever name it was opened by: SQLite follows links as well.
  const path = existsSync(named) ? realpathSync(named) : named;
  let holder: Database | undefined;
  try {
    holder = openLock(path, 250);
    holder.exec('begin exclusive');
  } catch (error) {
    holder?.close();
    if (!isBusy(error)) throw explainSqlite(error, path, 'BAD_INPUT');
    throw new Failure('CONFLICT', `${path} is in use by another Winnow; wait until it has finished or close it there`, {
      cause: error,
    });
  }
  const held = holder;
  const owner = readPragma(held, 'user_version');
  return {
    owner,
    release: (next = owner) => {
      try {
        if (next !== owner) held.exec(`pragma user_version = ${next}; commit`);
      } catch {
        // A disk that is full: the owner is then as unknown as before.
      }
      held.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  const source = error instanceof Failure ? error.cause : error;
  return source instanceof Error && 'code' in source && String(source.code).startsWith('SQLITE_BUSY');
}
