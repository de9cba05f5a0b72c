import type { Progress } from '#core/contract/progress.ts';
import type { LogEntry } from '#core/contract/runs.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { InspectedSource } from '#core/run/inspect-sources.ts';
import type { RunOptions } from '#core/run/run-context.ts';
import type { ThreadFailure } from './reader-messages.ts';

/** A run handed to the working thread; plain data. */
export interface RunJob {
  readonly runId: string;
  readonly pipeline: PipelineDefinition;
  /** The definition as it was read. */
  readonly text: string;
  readonly sources: readonly InspectedSource[];
  readonly workspacePath: string;
  readonly options: RunOptions;
  readonly isResume: boolean;
  readonly today: string;
  /** One number in shared memory: other than 0 asks to stop. */
  readonly stop: SharedArrayBuffer;
}

/** What the working thread tells. */
export type JobMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  | { readonly kind: 'done'; readonly runId: string }
  | ThreadFailure;
