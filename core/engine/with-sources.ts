import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type InspectedSource, inspectSources } from '#core/run/inspect-sources.ts';
import { fetchTables } from '#core/sources/postgres/fetch-tables.ts';
import type { LoadedPipeline } from './load-pipeline.ts';

/** Looks at the sources of a pipeline, for which tables of servers are fetched into a folder that is gone afterwards. */
export async function withSources<Result>(
  { pipeline, folder }: LoadedPipeline,
  inputs: ReadonlyMap<string, string>,
  use: (sources: readonly InspectedSource[]) => Result | Promise<Result>,
): Promise<Result> {
  const fetched = mkdtempSync(join(tmpdir(), 'winnow-tables-'));
  try {
    const tables = await fetchTables(pipeline, inputs, join(fetched, 'tables'));
    return await use(await inspectSources(pipeline, folder, new Map([...inputs, ...tables])));
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
}
