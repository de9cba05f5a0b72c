import { existsSync, lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';

/** What follows the name of a workspace in the names of the files that belong to it. */
const suffixes = ['-wal', '-shm', '-journal', '-lock'] as const;

/** Workspaces that this thread works with, by their real paths. */
const guarded = new Map<string, number>();

/** Protects a workspace from being read or written as an ordinary file, under any name, until the function it returns is called. */
export function guardWorkspace(path: string): () => void {
  const real = realPathOf(path);
  guarded.set(real, (guarded.get(real) ?? 0) + 1);
  return () => {
    const left = (guarded.get(real) ?? 1) - 1;
    if (left > 0) guarded.set(real, left);
    else guarded.delete(real);
  };
}

/**
 * Throws a Failure (BAD_INPUT) for a workspace or a file that belongs to one. To open and close such a file drops the locks that SQLite holds on
 * it in this process (https://www.sqlite.org/howtocorrupt.html), so nothing but SQLite may open it. The file itself is not opened here.
 */
export function assertNoWorkspace(path: string): void {
  const workspace = workspaceOf(path);
  if (workspace === undefined) return;
  const what = realPathOf(path) === workspace ? 'a Winnow workspace' : `a part of the workspace ${workspace}`;
  throw new Failure('BAD_INPUT', `${path} is ${what}, which only Winnow may read and write; choose another file`);
}

/** The workspace that a path belongs to by its name or as a second name of the same file; undefined where there is none. */
function workspaceOf(path: string): string | undefined {
  const real = realPathOf(path);
  if (guarded.has(real) || (existsSync(real) && existsSync(`${real}-lock`))) return real;
  const suffix = suffixes.find((one) => real.endsWith(one));
  const owner = suffix && real.slice(0, -suffix.length);
  if (owner !== undefined && basename(owner) !== '' && (guarded.has(owner) || existsSync(owner))) return owner;
  const stats = look(real);
  return stats && [...guarded.keys()].find((one) => ['', ...suffixes].some((part) => isSameFile(look(one + part), stats)));
}

/**
 * The path of the file that a name leads to, through links, whether it exists or not. Throws a Failure (BAD_INPUT) for a link that leads to
 * itself.
 */
export function realPathOf(path: string): string {
  const wanted = resolve(path);
  try {
    return realpathSync(wanted);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ELOOP') throw new Failure('BAD_INPUT', `${path} is a link that leads to itself`, { cause: error });
    if (code !== 'ENOENT' || dirname(wanted) === wanted) return wanted;
    const isLink = lstatSync(wanted, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    const folder = realPathOf(dirname(wanted));
    return isLink ? realPathOf(resolve(folder, readlinkSync(wanted))) : join(folder, basename(wanted));
  }
}

/** What the system says of a file; undefined where it is not there or cannot be looked at. */
export function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Whoever opens it finds out why.
    return undefined;
  }
}

/** Whether two names lead to one file. */
export function isSameFile(one: Stats | undefined, other: Stats | undefined): boolean {
  return one !== undefined && other !== undefined && one.ino === other.ino && one.dev === other.dev;
}
