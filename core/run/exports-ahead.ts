import type { SealedExport } from '#core/exports/write-export.ts';
import { discardSealed } from '#core/sinks/write-file.ts';
import type { DeclaredExport } from './stages/export.ts';

/** Exports that another thread is given to write ahead; plain data. */
export interface AheadJob {
  readonly exports: readonly DeclaredExport[];
  /** One number for each: whoever sets it to 1 first writes that export. */
  readonly claims: SharedArrayBuffer;
}

/** Writes exports on another thread, the last first; resolves with those that it got hold of, by their place. */
export type WriteAhead = (
  job: AheadJob,
  options: { readonly signal: AbortSignal; readonly onProgress: (rows: number) => void },
) => Promise<readonly (readonly [number, SealedExport])[]>;

/** Exports of datasets that are written beside the models, on which they do not depend. Nothing gets its name before all is built. */
export interface ExportsAhead {
  readonly begin: (exports: readonly DeclaredExport[]) => void;
  /** Whether the export at a place is nobody's yet: then it is the asker's from now on. */
  readonly claim: (place: number) => boolean;
  /** The exports that the other thread wrote, by their place; they are the asker's to finish. */
  readonly take: (onProgress: (rows: number) => void) => Promise<ReadonlyMap<number, SealedExport>>;
  /** Stops the other thread and throws away what nobody took. */
  readonly abandon: () => Promise<void>;
}

/** Makes the exports of one run that are written ahead; without a thread for them nothing is. */
export function createExportsAhead(write: WriteAhead | undefined): ExportsAhead {
  const stop = new AbortController();
  let claims: Int32Array<SharedArrayBuffer> | undefined;
  let written: ReturnType<WriteAhead> | undefined;
  let report: (rows: number) => void = () => {};
  let isTaken = false;
  const onProgress = (rows: number): void => {
    try {
      report(rows);
    } catch {
      // `take` throws the reason once the other thread has ended.
      stop.abort();
    }
  };
  return {
    begin: (exports) => {
      if (!write || exports.length === 0) return;
      claims = new Int32Array(new SharedArrayBuffer(4 * exports.length));
      written = write({ exports, claims: claims.buffer }, { signal: stop.signal, onProgress });
      // Whoever takes them hears of it.
      written.catch(() => undefined);
    },
    claim: (place) => !claims || Atomics.compareExchange(claims, place, 0, 1) === 0,
    take: async (tell) => {
      report = tell;
      try {
        const taken = new Map(await written);
        isTaken = true;
        return taken;
      } catch (error) {
        // Where the run was stopped this says so.
        tell(0);
        throw error;
      }
    },
    abandon: async () => {
      if (isTaken || !written) return;
      stop.abort();
      // `take` has thrown its failure already, or nobody asked for its files.
      const left = await written.catch(() => []);
      for (const [, sealed] of left) discardSealed(sealed);
    },
  };
}
