import { copyPrivately, sizeOfReadOnly as sizeOf } from '#core/workspace/private-copy.ts';
import { realPathOf } from '#core/workspace/workspace-parts.ts';

/** The size in bytes of a workspace that can only be opened from a copy; undefined for any other. */
export function sizeOfReadOnly(path: string): number | undefined {
  return sizeOf(realPathOf(path));
}

/** Makes a private copy of a workspace that may not be written to, which goes when the program ends; returns its path. */
export function copyToOpen(path: string): string {
  const { path: copy, remove } = copyPrivately(realPathOf(path));
  process.once('exit', remove);
  return copy;
}
