import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { publishedRunRow } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';
import type { RunOptions } from './run-context.ts';

/** Whether a run is partial while a whole one of its pipeline is shown: that one stays, and so do its exports. */
export function isKeptBack(
  database: Database,
  { name }: Pick<PipelineDefinition, 'name'>,
  { skipped }: Pick<RunOptions, 'skipped'>,
): boolean {
  const shown = skipped.length > 0 ? publishedRunRow(database) : undefined;
  return shown !== undefined && shown.skipped.length === 0 && shown.pipeline === name;
}
