import { createHash, type Hash } from 'node:crypto';
import { type BigIntStats, closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Failure } from '#core/contract/failure.ts';
import { assertNoWorkspace } from '#core/workspace/workspace-parts.ts';
import { unpackedSize } from './unpacked-size.ts';

/** Bytes read at a time. */
const chunkSize = 1 << 20;

/** A gzip file may not unpack to more than this many times its size: beyond it is a bomb, not data. */
const largestRatio = 1000;

/** A source file opened for one pass: its text bytes unpacked, its own bytes hashed as they are read. */
export interface SourceFile {
  readonly name: string;
  /** Size on disk in bytes. */
  readonly size: number;
  readonly compression: 'none' | 'gzip';
  /** Which file it is and how it was when it was opened: another file, or a changed one, has another identity. */
  readonly identity: string;
  /** Bytes of its text: its size, or for a gzip file what its beginning and its end say about it. */
  readonly textSize: () => number;
  /** The first bytes of the unpacked text. */
  readonly sample: (length: number) => Promise<Buffer>;
  /** Unpacked chunks from an offset on; everything before it is read and hashed as well. */
  readonly chunks: (from: number) => AsyncGenerator<Buffer>;
  /** Bytes of the file read so far. */
  readonly bytesRead: () => number;
  /** SHA-256 of the bytes read so far, in hex. */
  readonly digest: () => string;
  /** Throws a Failure when the file on disk is no longer the one that was opened. */
  readonly assertUnchanged: () => void;
  readonly close: () => void;
}

/** What was already read of a file in an interrupted run: so many bytes with this SHA-256. */
export interface ReadBefore {
  readonly bytes: number;
  readonly digest: string;
}

/**
 * Opens a source file; where part of it was read before, that part must still be the same. Throws a Failure (BAD_INPUT)
 * with a sentence for anything that is not a readable, non-empty file.
 */
export function openSourceFile(path: string, readBefore?: ReadBefore): SourceFile {
  assertRegularFile(path);
  assertNoWorkspace(path);
  const descriptor = openOrExplain(path);
  const opened = fstatSync(descriptor, { bigint: true });
  if (opened.size === 0n) {
    closeSync(descriptor);
    throw new Failure('BAD_INPUT', `${path} is empty; choose a file with at least a header line`);
  }
  const hash = createHash('sha256');
  let bytesRead = 0;
  const magic = Buffer.alloc(2);
  readSync(descriptor, magic, 0, 2, 0);
  const compression = magic[0] === 0x1f && magic[1] === 0x8b ? 'gzip' : 'none';

  function* fileChunks(counted: boolean): Generator<Buffer> {
    for (let position = 0; ; ) {
      const buffer = Buffer.allocUnsafe(chunkSize);
      const length = readSync(descriptor, buffer, 0, chunkSize, position);
      if (length === 0) return;
      const chunk = buffer.subarray(0, length);
      position += length;
      if (counted) {
        hash.update(chunk);
        bytesRead = position;
        if (position === readBefore?.bytes && copyDigest(hash) !== readBefore.digest) throw changed(path);
      }
      yield chunk;
    }
  }

  async function* unpacked(counted: boolean): AsyncGenerator<Buffer> {
    if (compression === 'none') {
      yield* fileChunks(counted);
      return;
    }
    let total = 0;
    const unzip = createGunzip({ chunkSize });
    const stream = Readable.from(fileChunks(counted), { objectMode: false, highWaterMark: chunkSize });
    stream.on('error', (error) => unzip.destroy(error));
    try {
      for await (const chunk of stream.pipe(unzip)) {
        total += chunk.length;
        if (total > 100 * chunkSize && total > Number(opened.size) * largestRatio) {
          throw new Failure(
            'BAD_INPUT',
            `${path} unpacks to more than ${largestRatio} times its size; unpack it yourself if it is really data`,
          );
        }
        yield chunk;
      }
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure('BAD_INPUT', `${path} is a damaged gzip file: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }

  return {
    name: basename(path),
    size: Number(opened.size),
    compression,
    identity: identityOf(opened),
    textSize: () => (compression === 'none' ? Number(opened.size) : unpackedSize(descriptor, Number(opened.size))),
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
    bytesRead: () => bytesRead,
    digest: () => copyDigest(hash),
    assertUnchanged: () => {
      const now = fstatSync(descriptor, { bigint: true });
      const there = statIfThere(path);
      if (
        !there ||
        identityOf(opened) !== identityOf(now) ||
        identityOf(opened) !== identityOf(there) ||
        bytesRead !== Number(opened.size) ||
        bytesRead < (readBefore?.bytes ?? 0)
      ) {
        throw changed(path);
      }
    },
    close: () => closeSync(descriptor),
  };
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

/** Throws a Failure (RUN_FAILED) where the file that was opened is not the one that was looked at before. */
export function assertSameFile(path: string, { identity }: SourceFile, expected: string): void {
  if (identity !== expected) throw changed(path);
}

function changed(path: string): Failure {
  return new Failure(
    'RUN_FAILED',
    `${path} was changed or replaced while the run worked with it, so nothing of this run counts; run again when nothing writes to the file`,
  );
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

function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

function copyDigest(hash: Hash): string {
  return hash.copy().digest('hex');
}
