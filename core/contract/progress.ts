import { z } from 'zod';

/** The stages of a run in their order; records are standardized and judged one by one while they are ingested. */
export const stage = z.enum(['ingest', 'validate', 'clean', 'model', 'summarize', 'export', 'publish']);

export type Stage = z.infer<typeof stage>;

/** Stages that a run can do without: cleaning steps, rules over all records, models and what is made of them, exports. */
export const skippableStage = z.enum(['clean', 'validate', 'model', 'export']);

export type SkippableStage = z.infer<typeof skippableStage>;

/** The stages that a run can do without, by every name that they go by. */
export const stageNames: Readonly<Record<string, SkippableStage>> = {
  clean: 'clean',
  cleaning: 'clean',
  validate: 'validate',
  validation: 'validate',
  model: 'model',
  transformation: 'model',
  export: 'export',
};

/** How far a run has come. */
export const progress = z.object({
  runId: z.string(),
  stage,
  dataset: z.string().nullable(),
  rows: z.int(),
  bytes: z.int(),
  totalBytes: z.int(),
  elapsedMs: z.number(),
  rowsPerSecond: z.number(),
  /** An estimate from the bytes that are left; null where there is nothing to go by. */
  remainingMs: z.number().nullable(),
});

export type Progress = z.infer<typeof progress>;

/** Tells how far something has come. Throws a Failure (CANCELLED) where it is to stop. */
export type Tell = (done: number, total: number) => void;
