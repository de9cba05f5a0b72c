import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import type { exportInput } from '#core/contract/exports.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Database } from '#core/database/open.ts';
import type { ExportResult } from '#core/pipeline/exports/export-request.ts';
import { writeExport } from '#core/pipeline/exports/write-export.ts';
import { appVersion } from './app-version.ts';
import { nowMicroseconds } from './clock.ts';
import { publishedRun } from './published-run.ts';
import type { WorkspaceReader } from './workspace-reader.ts';

/** Writes an export of the run that is shown. Throws a Failure where there is nothing to export or the file is in the way. */
export function exportRows(reader: WorkspaceReader, input: z.output<typeof exportInput>): ExportResult {
  return reader.read((database) => exportFrom(database, reader.path, input));
}

function exportFrom(database: Database, workspacePath: string, input: z.output<typeof exportInput>): ExportResult {
  const { row, pipeline } = publishedRun(database);
  const isDataset = Object.hasOwn(pipeline.datasets, input.dataset);
  const isModel = pipeline.models.some(({ name }) => name === input.dataset);
  if (!isDataset && !isModel) {
    const names = [...Object.keys(pipeline.datasets), ...pipeline.models.map(({ name }) => name)];
    throw new Failure('NOT_FOUND', `there is no dataset or model "${input.dataset}"; there are ${names.join(', ')}`);
  }
  const path = resolve(input.path);
  if (path === resolve(workspacePath)) throw new Failure('BAD_INPUT', `${path} is the workspace itself; choose another file`);
  if (existsSync(path) && !input.overwrite)
    throw new Failure('CONFLICT', `${path} exists already; choose another name or say that it may be overwritten`);
  return writeExport({
    database,
    pipeline,
    run: { no: row.runNo, id: row.runId },
    subject: isDataset ? { dataset: input.dataset } : { model: input.dataset },
    what: input.what,
    format: input.format,
    isSpreadsheetSafe: input.spreadsheetSafe,
    path,
    appVersion,
    now: nowMicroseconds,
    report: () => {},
  });
}
