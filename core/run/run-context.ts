import type { Progress, SkippableStage } from '#core/contract/progress.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { Workspace } from '#core/workspace/workspace.ts';
import type { Readers } from './batches/reading.ts';
import type { ExportsAhead } from './exports-ahead.ts';
import type { Log } from './log.ts';

/** What a run may be told from outside. */
export interface RunOptions {
  /** Folder for exports; null where nothing is exported. */
  readonly outFolder: string | null;
  readonly batchRows: number;
  /** Runs whose records are kept besides the newest. */
  readonly keepRuns: number;
  /** Whether the workspace is a copy that goes away, so that it needs no backup. */
  readonly isTrial?: boolean;
  /** Stages that it does without. */
  readonly skipped: readonly SkippableStage[];
  /** Whether it goes on where a model, a total or an export fails, without what depends on that. */
  readonly goesOn?: boolean;
  /** What people are to be told when it begins. */
  readonly notice?: string | undefined;
}

/** Everything that the stages of a run work with. */
export interface RunContext {
  readonly workspace: Workspace;
  readonly pipeline: PipelineDefinition;
  readonly run: { readonly no: number; readonly id: string; readonly today: string; readonly startedAt: string };
  /** The identity of each dataset's file when it was looked at. */
  readonly identities: ReadonlyMap<string, string>;
  readonly options: RunOptions;
  readonly appVersion: string;
  /** How many records of each dataset are those of the run that is shown, of which only rules are judged again; of others all were read. */
  readonly takenOver: ReadonlyMap<string, number>;
  readonly log: Log;
  /** The present instant, ISO 8601 in UTC with microseconds. */
  readonly now: () => string;
  /** Tells how far the run has come; throws a Failure (CANCELLED) where it was asked to stop. */
  readonly report: (progress: Omit<Progress, 'runId' | 'elapsedMs' | 'rowsPerSecond' | 'remainingMs'>) => void;
  readonly exportsAhead: ExportsAhead;
  readonly readers: Readers;
}

/** What is the same whether everything is read or only rules are judged again. */
export type BegunRun = Omit<RunContext, 'takenOver' | 'exportsAhead'>;
