import { existsSync } from 'node:fs';
import type { SourcePreview } from '#core/contract/sources.ts';
import { runSources } from '#core/store/run-sources.ts';
import { publishedRunRow, runCount, versionOf } from '#core/store/runs.ts';
import type { Database } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import { realPathOf } from '#core/workspace/workspace-parts.ts';

/** What a workspace already holds; null if it has no finished run or cannot be read, which opening it will explain. */
export function existingWorkspace(path: string, file: string): SourcePreview['existing'] {
  if (!existsSync(path)) return null;
  let database: Database | undefined;
  try {
    database = openForReading(path);
    const shown = publishedRunRow(database);
    if (!shown) return null;
    const real = realPathOf(file);
    const sources = runSources(database, shown.runNo);
    const source = sources.find((one) => one.path === real);
    return {
      pipeline: shown.pipeline,
      version: versionOf(database, shown),
      runs: runCount(database, shown.pipeline),
      lastRunAt: shown.startedAt,
      dataset: source?.dataset ?? null,
      datasets: sources.length,
    };
  } catch {
    return null;
  } finally {
    database?.close();
  }
}
