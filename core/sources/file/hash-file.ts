import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** The SHA-256 of a file, in hex. Never for a workspace: closing a file drops SQLite's locks on it. */
export function hashFile(path: string): string {
  return hashFiles([path]);
}

/** The SHA-256 of files as if they were one, in hex; of their first `bytes` only, if given. */
export function hashFiles(paths: readonly string[], bytes = Number.POSITIVE_INFINITY): string {
  const hash = createHash('sha256');
  let left = bytes;
  for (const path of paths) left -= addFile(hash, path, left);
  return hash.digest('hex');
}

/** Adds a file, or its first bytes; returns how many they were. */
function addFile(hash: Hash, path: string, bytes: number): number {
  const buffer = Buffer.allocUnsafe(1 << 20);
  const descriptor = openSync(path, 'r');
  let added = 0;
  try {
    for (;;) {
      const length = readSync(descriptor, buffer, 0, Math.min(buffer.length, bytes - added), null);
      if (length === 0) return added;
      hash.update(buffer.subarray(0, length));
      added += length;
    }
  } finally {
    closeSync(descriptor);
  }
}
