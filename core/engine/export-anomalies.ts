import { basename, dirname } from 'node:path';
import type { AnomalyExport } from '#core/contract/anomalies.ts';
import { isGzipName, textFormats } from '#core/contract/export-format.ts';
import { anomalyColumns, anomalyRows } from '#core/exports/anomaly-rows.ts';
import { searchAnomalies } from '#core/records/anomalies/find-anomalies.ts';
import type { CurrentRun } from '#core/records/current-run.ts';
import { createGzip } from '#core/sinks/gzip.ts';
import { sinkOf } from '#core/sinks/sinks.ts';
import { createFileWriter, partPath } from '#core/sinks/write-file.ts';
import { writeTable } from '#core/sinks/write-table.ts';
import { sourcePaths } from '#core/store/run-sources.ts';
import type { Database } from '#core/workspace/open.ts';

/** Writes all anomalies of a dataset to a file. Throws a Failure where it may not be written. */
export function exportAnomalies(
  database: Database,
  run: CurrentRun,
  { path, format, overwrite, spreadsheetSafe, workspace, ...query }: AnomalyExport & { readonly workspace: string },
  assertWanted: () => void,
): { readonly path: string; readonly rows: number } {
  const search = searchAnomalies(database, run, query, assertWanted);
  const writer = createFileWriter(path, {
    replaces: overwrite ? 'files' : 'nothing',
    sources: [...sourcePaths(database, run.no), workspace],
  });
  try {
    const gzip = isGzipName(path) && textFormats.includes(format) ? createGzip(writer.write) : undefined;
    const shape = {
      name: `${query.dataset}_anomalies`,
      columns: Object.keys(anomalyColumns),
      kinds: () => Object.values(anomalyColumns),
      hidden: new Set<string>(),
      hasOthers: false,
      temporaryPath: () => partPath(dirname(path), basename(path)),
    };
    const { rows } = writeTable(sinkOf(format), shape, anomalyRows(search), {
      write: gzip?.write ?? writer.write,
      isSafe: spreadsheetSafe,
      report: assertWanted,
    });
    gzip?.end();
    writer.finish();
    return { path, rows };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
