import { type Stats, statSync } from 'node:fs';
import { Failure } from '#core/contract/failure.ts';

/** Files beside a workspace that are parts of it. */
const parts = ['', '-wal', '-shm', '-journal', '-lock'];

/**
 * Throws a Failure where a file must not be written: BAD_INPUT for a folder, for any part of the workspace and for a file that was read into
 * it, by whatever name; CONFLICT for one that is there and may not be overwritten.
 */
export function assertTarget(path: string, overwrite: boolean, workspacePath?: string, sources: readonly string[] = []): void {
  const own = workspacePath === undefined ? [] : parts.map((part) => `${workspacePath}${part}`);
  const there = look(path);
  const isSame = (one: string): boolean => {
    const other = look(one);
    return one === path || (there !== undefined && other?.ino === there.ino && other.dev === there.dev);
  };
  if (sources.some(isSame))
    throw new Failure('BAD_INPUT', `${path} is the file that was read; choose another name, so that it stays as it is`);
  if (own.some(isSame)) throw new Failure('BAD_INPUT', `${path} is the workspace itself; choose another file`);
  if (there?.isDirectory()) throw new Failure('BAD_INPUT', `${path} is a folder; write the name of a file in it`);
  if (there && !overwrite)
    throw new Failure('CONFLICT', `${path} exists already; choose another name or say that it may be overwritten`);
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // What cannot be looked at says why when it is written.
    return undefined;
  }
}
