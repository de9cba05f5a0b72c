import type { Batch, ReadJob } from './batch.ts';

/** Threads that read the datasets of a run. */
export interface Readers {
  /** Begins to read a dataset at once, a few batches ahead of whoever takes them. */
  readonly read: (job: ReadJob) => Reading;
  /** Ends all threads, and whatever they read. */
  readonly close: () => Promise<void>;
}

/** The reading of one dataset, under way. */
export interface Reading {
  /** Its batches in order. Throws a Failure when the source cannot be read or changes meanwhile. */
  readonly batches: () => AsyncIterable<Batch>;
}
