import { createHash } from 'node:crypto';
import { Failure } from '#core/contract/failure.ts';

/** What was already read of a source in an interrupted run: so many bytes with this SHA-256. */
export interface ReadBefore {
  readonly bytes: number;
  readonly digest: string;
}

/** The bytes of a source that were read, of several files one after the other. */
export interface ReadSoFar {
  /** Adds bytes of a file. Throws a Failure where they are not those that were read before. */
  readonly add: (chunk: Buffer, path: string) => void;
  readonly bytes: () => number;
  /** SHA-256 of the bytes, in hex. */
  readonly digest: () => string;
  /** Whether all that was read before was read again. */
  readonly hasReached: () => boolean;
}

/** Counts and hashes what is read; what was read before must be the same again. */
export function createReadSoFar(before?: ReadBefore): ReadSoFar {
  const hash = createHash('sha256');
  let bytes = 0;
  const digest = (): string => hash.copy().digest('hex');
  return {
    add: (chunk, path) => {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes === before?.bytes && digest() !== before.digest) throw changed(path);
    },
    bytes: () => bytes,
    digest,
    hasReached: () => bytes >= (before?.bytes ?? 0),
  };
}

/** What is said of a file that is not the one that was looked at. */
export function changed(path: string): Failure {
  return new Failure(
    'RUN_FAILED',
    `${path} was changed or replaced while the run worked with it, so the run was discarded; run again when nothing writes to the file`,
  );
}
