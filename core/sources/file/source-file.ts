import { type BigIntStats, closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '#core/contract/failure.ts';
import { assertNoWorkspace } from '#core/workspace/workspace-parts.ts';
import type { PackedFile, PackedTableFacts, PackedText, Packing, TableChoice } from './packing/packing.ts';
import { packings } from './packing/packings.ts';
import { changed, createReadSoFar, type ReadSoFar } from './read-so-far.ts';

/** Bytes read at a time. */
const chunkSize = 1 << 20;

/** A source file opened for one pass: its text bytes unpacked, its own bytes hashed as they are read. */
export interface SourceFile {
  readonly name: string;
  /** Size on disk in bytes. */
  readonly size: number;
  readonly compression: 'none' | Packing['name'];
  /** Which file it is and how it was when it was opened: another file, or a changed one, has another identity. */
  readonly identity: string;
  /** Bytes of its text: its size, or for a packed file an estimate. */
  readonly textSize: () => Promise<number>;
  /** Of a file that holds tables of cells: the one that is read. */
  readonly table: () => Promise<PackedTableFacts | undefined>;
  /** The first bytes of the unpacked text. */
  readonly sample: (length: number) => Promise<Buffer>;
  /** Unpacked chunks from an offset on; everything before it is read and hashed as well. */
  readonly chunks: (from: number) => AsyncGenerator<Buffer>;
  /** About how many bytes of the file the text takes that was given so far. */
  readonly bytesGiven: () => number;
  /** Throws a Failure when the file on disk is no longer the one that was opened, or was not read to its end. */
  readonly assertUnchanged: () => void;
  readonly close: () => void;
}

/**
 * Opens a source file; `soFar` counts the bytes that are read in sequence, and `choice` selects one of several tables. Throws a Failure
 * (BAD_INPUT) with a sentence for anything that is not a readable, non-empty file.
 */
export function openSourceFile(path: string, soFar: ReadSoFar = createReadSoFar(), choice: TableChoice = {}): SourceFile {
  assertRegularFile(path);
  assertNoWorkspace(path);
  const descriptor = openOrExplain(path);
  const opened = fstatSync(descriptor, { bigint: true });
  if (opened.size === 0n) {
    closeSync(descriptor);
    throw new Failure('BAD_INPUT', `${path} is empty; choose a file with at least a header line`);
  }
  const size = Number(opened.size);
  let bytesRead = 0;
  let bytesGiven: (() => number) | undefined;
  const read: PackedFile['read'] = (from, length) => readAt(descriptor, from, Math.max(0, Math.min(length, size - from)));
  /** Reads and hashes; only what is read in sequence counts. */
  const readAndHash = (from: number, length: number): Buffer => {
    const chunk = read(from, length);
    if (from !== bytesRead || chunk.length === 0) return chunk;
    bytesRead += chunk.length;
    soFar.add(chunk, path);
    return chunk;
  };
  const packing = closedUnless(descriptor, () => packings.find(({ isPacked }) => isPacked(read(0, 16), { path, size, read })));
  let opening: Promise<PackedText> | undefined;
  const packedText = (): Promise<PackedText> | undefined => {
    opening ??= packing?.open({ path, size, read }, choice);
    return opening;
  };

  async function* unpacked(counted: boolean): AsyncGenerator<Buffer> {
    const reader = counted ? readAndHash : read;
    if (packing?.isSequential) {
      yield* (await packing.open({ path, size, read: reader }, choice)).chunks();
      return;
    }
    const text = await packedText();
    if (!text) {
      yield* chunksOf(reader);
      return;
    }
    // It is read here and there, so its bytes are hashed first.
    if (counted) for (const _ of chunksOf(reader));
    let given = 0;
    if (counted) bytesGiven = () => Math.min(size, Math.round((size * given) / Math.max(1, text.size())));
    for await (const chunk of text.chunks()) {
      given += chunk.length;
      yield chunk;
    }
  }

  return {
    name: basename(path),
    size,
    compression: packing?.name ?? 'none',
    identity: identityOf(opened),
    textSize: async () => (await packedText())?.size() ?? size,
    table: async () => (await packedText())?.table,
    sample: async (length) => {
      const parts: Buffer[] = [];
      let total = 0;
      for await (const chunk of unpacked(false)) {
        parts.push(chunk);
        total += chunk.length;
        if (total >= length) break;
      }
      return Buffer.concat(parts).subarray(0, length);
    },
    chunks: (from) => skipTo(unpacked(true), from),
    bytesGiven: () => bytesGiven?.() ?? bytesRead,
    assertUnchanged: () => {
      const now = fstatSync(descriptor, { bigint: true });
      const there = statIfThere(path);
      const identity = identityOf(opened);
      if (!there || identity !== identityOf(now) || identity !== identityOf(there) || bytesRead !== size) throw changed(path);
    },
    close: () => closeSync(descriptor),
  };
}

/** Bytes of an open file from a place on; fewer where it ends before. */
function readAt(descriptor: number, from: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  for (let got = -1; got !== 0 && filled < buffer.length; filled += got)
    got = readSync(descriptor, buffer, filled, buffer.length - filled, from + filled);
  return buffer.subarray(0, filled);
}

/** Does something with an open file, which is closed where that fails. */
function closedUnless<Result>(descriptor: number, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function* chunksOf(read: PackedFile['read']): Generator<Buffer> {
  for (let position = 0; ; ) {
    const chunk = read(position, chunkSize);
    if (chunk.length === 0) return;
    position += chunk.length;
    yield chunk;
  }
}

/** The same bytes without the first so many. */
async function* skipTo(chunks: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer> {
  let position = 0;
  for await (const chunk of chunks) {
    const end = position + chunk.length;
    if (end > from) yield from > position ? chunk.subarray(from - position) : chunk;
    position = end;
  }
}

function assertRegularFile(path: string): void {
  const stats = explained(path, () => statSync(path));
  if (stats.isDirectory()) throw new Failure('BAD_INPUT', `${path} is a folder; name a file in it`);
  if (!stats.isFile()) throw new Failure('BAD_INPUT', `${path} is not a file on disk; copy the data to a file first`);
}

function openOrExplain(path: string): number {
  return explained(path, () => openSync(path, 'r'));
}

function explained<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Failure('BAD_INPUT', `there is no file ${path}; check the name and the folder`);
    if (code === 'EACCES' || code === 'EPERM')
      throw new Failure('BAD_INPUT', `${path} may not be read by this user; change its permissions or copy it`);
    if (code === 'ELOOP') throw new Failure('BAD_INPUT', `${path} is a link that leads to itself`);
    throw new Failure('BAD_INPUT', `${path} cannot be opened: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function statIfThere(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false });
}

/** The identity of the file that a path names now; undefined where there is none. */
export function identityAt(path: string): string | undefined {
  const there = statIfThere(path);
  return there && identityOf(there);
}

function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
