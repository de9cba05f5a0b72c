import { Failure } from '#core/contract/failure.ts';
import { pinnedPipeline } from '#core/definition/pinned-pipeline.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { readPipeline } from '#core/definition/read-pipeline.ts';
import { catalog } from '#core/quality/catalog.ts';
import { partialPipeline } from '#core/quality/partial-pipeline.ts';
import { publishedRunRow, type RunRow, runById, runDefinition } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';

/** A run with the definition that it ran. */
export interface RunWithPipeline {
  readonly row: RunRow;
  readonly pipeline: PipelineDefinition;
}

/** The run that a workspace shows, with its pipeline. Throws a Failure (NOT_FOUND) where no run has finished yet. */
export function publishedRun(database: Database): RunWithPipeline {
  const row = publishedRunRow(database);
  if (!row) throw new Failure('NOT_FOUND', 'no run of this workspace has finished yet; run a pipeline first');
  return withPipeline(database, row);
}

/** A run by its id; undefined where there is none. */
export function runWithPipeline(database: Database, runId: string): RunWithPipeline | undefined {
  const row = runById(database, runId);
  return row && withPipeline(database, row);
}

function withPipeline(database: Database, row: RunRow): RunWithPipeline {
  const whole = readPipeline(runDefinition(database, row.runNo), `the pipeline of run ${row.runId}`, catalog);
  return { row, pipeline: pinnedPipeline(partialPipeline(whole, row.skipped), row.today) };
}
