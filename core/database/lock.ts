import { existsSync } from 'node:fs';
import { Failure } from '#core/contract/failure.ts';
import { type Database, openLock } from './open.ts';

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

/**
 * Takes the one writing right on a workspace: an exclusive transaction on a small database beside it, which the system
 * releases when the process ends however it ends. The connection stays referenced by the function returned.
 */
export function lockWorkspace(path: string): () => void {
  let holder: Database | undefined;
  try {
    holder = openLock(path, 250);
    holder.exec('begin exclusive');
  } catch (error) {
    holder?.close();
    if (!isBusy(error)) throw error;
    throw new Failure('CONFLICT', `${path} is in use by another Winnow; wait until it has finished or close it there`, {
      cause: error,
    });
  }
  const held = holder;
  return () => held.close();
}

function isBusy(error: unknown): boolean {
  const source = error instanceof Failure ? error.cause : error;
  return source instanceof Error && 'code' in source && String(source.code).startsWith('SQLITE_BUSY');
}
