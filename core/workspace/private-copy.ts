import { accessSync, constants, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { copyClosed } from './closed-files.ts';
import { isUnwritable, openUnchecked } from './open.ts';

/** A workspace that is opened from a copy, because SQLite needs to write beside it even to read. */
export interface PrivateCopy {
  readonly path: string;
  readonly remove: () => void;
}

/** The size in bytes of a workspace that can only be opened from a copy: it is on a medium that may not be written to. Undefined for any other. */
export function sizeOfReadOnly(path: string): number | undefined {
  if (!existsSync(path) || isWritable(dirname(path))) return undefined;
  try {
    openUnchecked(path).close();
    return undefined;
  } catch (error) {
    return isUnwritable(error) ? statSync(path).size : undefined;
  }
}

/** Copies a workspace with its log into a temporary folder of this user alone. Call it with no connection open to it. */
export function copyPrivately(path: string): PrivateCopy {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-copy-'));
  const copy = join(folder, basename(path));
  copyClosed(path, copy);
  return { path: copy, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
