import { resolve } from 'node:path';
import { isGzipName, textFormats } from '#core/contract/export-format.ts';
import type { ExportInput } from '#core/contract/exports.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Tell } from '#core/contract/progress.ts';
import type { ExportResult } from '#core/exports/export-request.ts';
import { exportScope } from '#core/exports/export-scope.ts';
import { writeExport } from '#core/exports/write-export.ts';
import { publishedRun } from '#core/records/published-run.ts';
import { assertSigned } from '#core/review/sign-off.ts';
import { assertTarget, type Target } from '#core/sinks/assert-target.ts';
import { accountOf } from '#core/store/ledgers.ts';
import { sourcePaths } from '#core/store/run-sources.ts';
import type { Database } from '#core/workspace/open.ts';
import { appVersion } from './app-version.ts';
import { nowMicroseconds } from './clock.ts';

/**
 * Writes an export of the run that is shown, as it stands at one moment: what is decided meanwhile is not in it. Throws a Failure where there
 * is nothing to export or the file is in the way.
 */
export function exportRows(
  database: Database,
  input: ExportInput,
  tell: Tell,
): { readonly runId: string; readonly result: ExportResult } {
  return database.transaction(() => exportNow(database, input, tell)).deferred();
}

function exportNow(
  database: Database,
  input: ExportInput,
  tell: Tell,
): { readonly runId: string; readonly result: ExportResult } {
  const { row, pipeline } = publishedRun(database);
  const isDataset = Object.hasOwn(pipeline.datasets, input.dataset);
  const isModel = pipeline.models.some(({ name }) => name === input.dataset);
  if (!isDataset && !isModel) {
    const names = [...Object.keys(pipeline.datasets), ...pipeline.models.map(({ name }) => name)];
    throw new Failure('NOT_FOUND', `there is no dataset or model "${input.dataset}"; there are ${names.join(', ')}`);
  }
  if (isDataset && (input.what === 'clean' || input.what === 'pack')) assertSigned(database, { no: row.runNo, pipeline });
  if (input.scope && !isDataset)
    throw new Failure('BAD_INPUT', `${input.dataset} is a model, which is exported whole; leave the narrowing out`);
  if (input.what !== 'exceptions' && input.scope && (input.scope.status !== 'open' || input.scope.since))
    throw new Failure('BAD_INPUT', `a status is for exceptions only, and ${input.what} rows have none; leave it out`);
  if (input.scope && input.what === 'pack')
    throw new Failure('BAD_INPUT', 'a change pack is about the whole file; leave the narrowing out');
  if (isGzipName(input.path) && (input.what === 'pack' || !textFormats.includes(input.format)))
    throw new Failure(
      'BAD_INPUT',
      `${input.path} ends in .gz, and gzip packs rows in ${textFormats.join(', ')} only; leave .gz out`,
    );
  const path = resolve(input.path);
  const sources = sourcePaths(database, row.runNo);
  const target: Target = { replaces: input.overwrite ? 'files' : 'nothing', sources };
  assertTarget(path, target);
  tell(0, 0);
  const scope = isDataset && input.scope ? exportScope(database, { no: row.runNo, pipeline }, input, input.scope) : undefined;
  // 0 where only writing it tells.
  const total =
    scope?.count ??
    (isDataset && input.what !== 'changes' && input.what !== 'pack'
      ? accountOf(database, row.runNo, input.dataset, input.what)
      : 0);
  tell(0, total);
  const result = writeExport({
    database,
    pipeline,
    run: { no: row.runNo, id: row.runId },
    subject: isDataset ? { dataset: input.dataset } : { model: input.dataset },
    what: input.what,
    format: input.format,
    isSpreadsheetSafe: input.spreadsheetSafe,
    encoding: input.encoding,
    scope,
    path,
    target,
    appVersion,
    now: nowMicroseconds,
    report: (rows) => tell(rows, total),
  });
  return { runId: row.runId, result };
}
