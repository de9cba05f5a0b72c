import type { RuleCount } from '#core/quality/judge.ts';
import type { PackedColumn } from './packed-column.ts';

/** What reading one dataset depends on; plain data, so that it can be handed to another thread. */
export interface ReadJob {
  readonly dataset: string;
  readonly path: string;
  /** The definition of the pipeline, as JSON of its parsed form. */
  readonly definition: unknown;
  readonly dialect: unknown;
  readonly sources: readonly number[];
  readonly today: string;
  readonly batchRows: number;
  readonly storesRaw: boolean;
  readonly from: ReadFrom | null;
  /** Rules given up before the run was interrupted: their place and the reason. */
  readonly broken: readonly (readonly [number, string])[];
}

/** Where an interrupted reading goes on. */
export interface ReadFrom {
  readonly offset: number;
  readonly line: number;
  readonly row: number;
  readonly bytes: number;
  readonly digest: string;
}

/** A record that waits for a person, found while reading. */
export interface ReadException {
  readonly record: number;
  readonly line: number;
  readonly offset: number;
  readonly isStructural: boolean;
  readonly fingerprint: string;
  readonly category: string;
  readonly stage: string;
  readonly details: string;
  readonly raw: string;
}

/** Consecutive records of one dataset, standardized and judged, packed to cross threads cheaply. */
export interface Batch {
  /**
   * Raw cells in blocks: JSON arrays of `[byte offset, line, cell, …]`, one for each record from `firstRow` on. In a plain
   * block no cell holds a delimiter, a quote or anything that JSON escapes.
   */
  readonly blocks: readonly {
    readonly firstRow: number;
    readonly count: number;
    readonly rows: string;
    readonly isPlain: boolean;
  }[];
  readonly forms: readonly { readonly row: number; readonly kind: 'record' | 'blank'; readonly bytes: Uint8Array }[];
  /** Row numbers of the records that parsed, and for each whether it passed. */
  readonly rows: Float64Array;
  readonly states: Uint8Array;
  /** Typed values of the parsed records, a column each: declared, then derived. */
  readonly columns: readonly PackedColumn[];
  readonly violations: readonly { readonly record: number; readonly rule: number; readonly reason: string }[];
  readonly changes: readonly {
    readonly record: number;
    readonly column: number;
    readonly step: number;
    readonly before: string;
    readonly after: string;
  }[];
  readonly exceptions: readonly ReadException[];
  readonly counts: readonly RuleCount[];
  readonly read: number;
  readonly structural: number;
  readonly blank: number;
  readonly next: ReadFrom;
  /** The SHA-256 of the whole file, with the last batch. */
  readonly sha256: string | null;
}
