import { basename } from 'node:path';
import { fileById } from '#core/store/files.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { runFiles } from '#core/store/run-files.ts';
import { runById } from '#core/store/runs.ts';
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
    inputs: runFiles(database, run.no).map(({ dataset, fileId, path }) => ({
      dataset,
      path,
      sha256: fileById(database, fileId).sha256,
    })),
    ledger: Object.fromEntries(ledgersOf(database, run.no)),
  };
}
