import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** The SHA-256 of a file, in hex. Never for a workspace: closing a file drops SQLite's locks on it. */
export function hashFile(path: string): string {
  return hashFiles([path]);
}

/** The SHA-256 of files as if they were one, in hex. */
export function hashFiles(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) addFile(hash, path);
  return hash.digest('hex');
}

function addFile(hash: Hash, path: string): void {
  const buffer = Buffer.allocUnsafe(1 << 20);
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const length = readSync(descriptor, buffer, 0, buffer.length, null);
      if (length === 0) return;
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
}
