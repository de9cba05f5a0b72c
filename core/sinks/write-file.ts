import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { Failure } from '#core/contract/failure.ts';
import { assertTarget, type Target } from './assert-target.ts';

const bufferSize = 1 << 20;
const textSize = 1 << 16;

/** A file that is whole and durable, and has yet to get its name. */
export interface SealedFile {
  readonly temporary: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A file being written under another name until it is whole. */
export interface FileWriter {
  readonly write: (bytes: Uint8Array | string) => void;
  /** Makes the file durable under its temporary name; nameSealed gives it its own. */
  readonly seal: () => SealedFile;
  /** Makes the file durable and gives it its name; nothing bears the name before. */
  readonly finish: () => { readonly bytes: number; readonly sha256: string };
  /** Throws everything away. */
  readonly abandon: () => void;
}

/**
 * Starts a file: a temporary one in the same folder, synced and renamed at the end; `owner` is the thread that sees to it. Throws a Failure with
 * the path where that fails, or where Winnow may not write.
 */
export function createFileWriter(path: string, target: Target, owner = threadId): FileWriter {
  assertTarget(path, target);
  const folder = dirname(path);
  const temporary = partPath(folder, basename(path), owner);
  const descriptor = explained(path, () => {
    makeFolder(folder);
    removeLeftovers(folder);
    return openSync(temporary, 'wx', 0o644);
  });
  const hash = createHash('sha256');
  const pending = createPending();
  let bytes = 0;
  let isOpen = true;

  const abandon = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
    rmSync(temporary, { force: true });
  };
  const guarded = <Result>(act: () => Result): Result => {
    try {
      return explained(path, act);
    } catch (error) {
      abandon();
      throw error;
    }
  };
  const flush = (): void => {
    const whole = pending.take();
    hash.update(whole);
    for (let written = 0; written < whole.length; ) written += writeSync(descriptor, whole, written);
    bytes += whole.length;
  };

  let sealed: SealedFile | undefined;
  const seal = (): SealedFile => {
    if (sealed) return sealed;
    flush();
    fsyncSync(descriptor);
    closeSync(descriptor);
    isOpen = false;
    sealed = { temporary, bytes, sha256: hash.digest('hex') };
    return sealed;
  };

  return {
    abandon,
    write: (data) => {
      if (pending.add(data) >= bufferSize) guarded(flush);
    },
    seal: () => guarded(seal),
    finish: () =>
      guarded(() => {
        const { bytes, sha256 } = seal();
        renameSync(temporary, path);
        syncFolder(folder);
        return { bytes, sha256 };
      }),
  };
}

/** What waits to be written. Texts are gathered and encoded together: most rows are far shorter than what encoding one of them costs. */
function createPending() {
  let parts: Uint8Array[] = [];
  let size = 0;
  let text = '';
  const encode = (): void => {
    if (text === '') return;
    const piece = Buffer.from(text, 'utf8');
    parts.push(piece);
    size += piece.length;
    text = '';
  };
  return {
    /** Adds bytes or a text; returns how many bytes wait, texts that are not encoded yet aside. */
    add: (data: Uint8Array | string): number => {
      if (typeof data === 'string') {
        text += data;
        if (text.length >= textSize) encode();
      } else {
        encode();
        parts.push(data);
        size += data.length;
      }
      return size;
    },
    /** Gives all of it, so that nothing waits. */
    take: (): Buffer => {
      encode();
      const whole = Buffer.concat(parts);
      parts = [];
      size = 0;
      return whole;
    },
  };
}

/** Gives a sealed file its name. Throws a Failure with the path where that fails. */
export function nameSealed({ temporary }: SealedFile, path: string): void {
  explained(path, () => {
    renameSync(temporary, path);
    syncFolder(dirname(path));
  });
}

/** Throws a sealed file away. */
export function discardSealed({ temporary }: SealedFile): void {
  rmSync(temporary, { force: true });
}

/** Makes a folder and those above it, one by one: to have them made in one go never ends where the system holds the files itself (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else may have been faster.
    if (!existsSync(folder)) throw error;
  }
}

/** A path in a folder for a file while it is not whole, by which its writer is known. */
export function partPath(folder: string, name: string, owner = threadId): string {
  return join(folder, `.${name.slice(0, 180)}.${process.pid}-${owner}-${randomBytes(4).toString('hex')}.part`);
}

/** Removes the unfinished files that processes left in a folder when they ended. */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const owner = ownerOf(name);
    if (owner && !isRunning(owner.process)) rmSync(join(folder, name), { force: true });
  }
}

/** Removes what a thread of this process was writing in a folder when it ended before its time. */
export function removePartsOfThread(folder: string, thread: number): void {
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // A folder that is none, or may not be read, was not written into.
  }
  for (const name of names) {
    const owner = ownerOf(name);
    if (owner?.process === process.pid && owner.thread === thread) rmSync(join(folder, name), { force: true });
  }
}

/** Who writes a file that is not whole yet. */
function ownerOf(name: string): { readonly process: number; readonly thread: number } | undefined {
  const found = /^\..*\.(\d+)(?:-(\d+))?-[0-9a-f]{8}\.part$/.exec(name);
  return found ? { process: Number(found[1]), thread: Number(found[2] ?? -1) } : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function syncFolder(folder: string): void {
  // Windows cannot sync a folder; there the rename itself is journaled.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function explained<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const sentence = sentences[code] ?? `cannot be written: ${error instanceof Error ? error.message : error}`;
    const isWrong = /^E(ACCES|NOENT|PERM|ROFS|ISDIR|NOTDIR|EXIST|NAMETOOLONG)$/.test(code);
    throw new Failure(isWrong ? 'BAD_INPUT' : 'RUN_FAILED', `${path} ${sentence}`, { cause: error });
  }
}

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: 'cannot be written: the disk is full. Free some space and try again; nothing was lost',
  EDQUOT: 'cannot be written: your quota of disk space is used up. Free some space and try again; nothing was lost',
  ENOENT: 'cannot be written: its folder cannot be made. Choose another folder',
  EACCES: 'cannot be written: its folder does not allow it. Choose another folder',
  EPERM: 'cannot be written: its folder does not allow it. Choose another folder',
  EROFS: 'cannot be written: the disk is read-only. Choose another folder',
  ENAMETOOLONG: 'is too long a name for this disk; choose a shorter one',
  EISDIR: 'is a folder; choose a file name',
  ENOTDIR: 'cannot be written: part of its path is a file, not a folder',
  EEXIST: 'cannot be written: part of its path is a file, not a folder',
};
