// The only code that touches database files past SQLite. In a process that has a connection to a file, opening and closing it
// drops the locks of that connection (https://www.sqlite.org/howtocorrupt.html), so call these with none open.
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';

/** Gives a damaged workspace and what belongs to it another name; returns it. Nothing is deleted. */
export function setAside(path: string, now: string): string {
  const stamp = now.slice(0, 23).replace(/[-:.]/g, '').replace('T', '-');
  const aside = `${path}.corrupt-${stamp}`;
  for (const suffix of ['-wal', '-shm', '']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  return aside;
}

/** Waits until a file is on the disk. It is a copy that no connection has open, so that no lock is lost by opening it. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes of an SQLite header that tell the size of a page and how many there are (https://www.sqlite.org/fileformat2.html). */
const pageSizeAt = 16;
const pageCountAt = 28;

/**
 * Copies a damaged workspace, so that reading changes nothing of it; a copy that is too short gets empty pages, without
 * which SQLite would not read those that are there. Call it with no connection open.
 */
export function copyToRead(path: string): string {
  const copy = `${path}-salvaging`;
  removeCopy(copy);
  for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix);
  const descriptor = openSync(copy, 'r+');
  try {
    const header = Buffer.alloc(100);
    readSync(descriptor, header, 0, 100, 0);
    const written = header.readUInt16BE(pageSizeAt);
    const length = (written === 1 ? 65_536 : written) * header.readUInt32BE(pageCountAt);
    const { size } = fstatSync(descriptor);
    // A header that asks for far more is damaged itself.
    if (length > size && length <= Math.max(size, 1 << 20) * 1024) ftruncateSync(descriptor, length);
  } finally {
    closeSync(descriptor);
  }
  return copy;
}

/** Copies a workspace that nobody has open, with the log of its last changes. */
export function copyClosed(path: string, copy: string): void {
  for (const suffix of ['', '-wal']) {
    if (!existsSync(path + suffix)) continue;
    copyFileSync(path + suffix, copy + suffix);
    // On the medium it came from it may be read-only.
    chmodSync(copy + suffix, 0o600);
  }
}

/** Removes such a copy. */
export function removeCopy(copy: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
}
