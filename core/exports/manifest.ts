import { basename } from 'node:path';
import { ledgersOf } from '#core/store/ledgers.ts';
import { runSources } from '#core/store/run-sources.ts';
import { runById } from '#core/store/runs.ts';
import { sourceById } from '#core/store/sources.ts';
import type { ExportRequest, ExportResult } from './export-request.ts';

/** What produced an output: inputs with their hashes, the version of the pipeline and of Winnow, the account of every record. */
export function manifestOf(request: ExportRequest, result: ExportResult): Readonly<Record<string, unknown>> {
  const { database, pipeline, run, subject, what, format, isSpreadsheetSafe, appVersion, scope, now } = request;
  return {
    file: basename(result.path),
    sha256: result.sha256,
    bytes: result.bytes,
    rows: result.rows,
    ...('model' in subject ? { model: subject.model } : { dataset: subject.dataset, what }),
    ...(scope && { scope: scope.told }),
    format,
    spreadsheetSafe: { isOn: isSpreadsheetSafe, escapedCells: result.escapedCells },
    pipeline: { name: pipeline.name, sha256: runById(database, run.id)?.definitionHash ?? '' },
    winnow: appVersion,
    runId: run.id,
    runDate: runById(database, run.id)?.today ?? null,
    writtenAt: now(),
    inputs: runSources(database, run.no).map(({ dataset, sourceId, path }) => {
      const { sha256, parts } = sourceById(database, sourceId);
      // Of several files the hash is that of all of them, one after the other.
      return {
        dataset,
        path,
        sha256,
        ...(parts && { files: parts.map(({ path: file, size }) => ({ path: file, bytes: size })) }),
      };
    }),
    ledger: Object.fromEntries(ledgersOf(database, run.no)),
  };
}
