import type { FailureCode, Remedy } from '#core/contract/failure.ts';
import type { Batch, ReadJob } from '#core/run/batches/batch.ts';

/** A message to a reading thread: the next dataset to read, or that a batch was taken. */
export type ReaderRequest = ReadJob | 'taken';

/** What a reading thread tells. */
export type ReaderMessage = { readonly kind: 'batch'; readonly batch: Batch } | { readonly kind: 'end' } | ThreadFailure;

/** How a failure crosses threads, where classes do not. */
export interface ThreadFailure {
  readonly kind: 'failure';
  /** null for a bug. */
  readonly code: FailureCode | null;
  readonly remedy?: Remedy | undefined;
  readonly details: readonly string[];
  /** What the system or SQLite calls the cause. */
  readonly cause?: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
}
