import { basename, dirname } from 'node:path';
import { isGzipName } from '#core/contract/export-format.ts';
import { assertTarget, manifestPath, ownSha256, type Target } from '#core/sinks/assert-target.ts';
import { createGzip } from '#core/sinks/gzip.ts';
import { sinkOf } from '#core/sinks/sinks.ts';
import { createFileWriter, discardSealed, nameSealed, partPath, type SealedFile } from '#core/sinks/write-file.ts';
import { writeTable } from '#core/sinks/write-table.ts';
import { runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import { writeChangePack } from './change-pack.ts';
import { writeCleanCsv } from './clean-csv.ts';
import type { ExportRequest, ExportResult } from './export-request.ts';
import { manifestOf } from './manifest.ts';
import { writeRawCsv } from './raw-csv.ts';
import { rowsOfExport } from './rows-of-export.ts';

/** An export whose file is whole and durable, and has yet to get its manifest and its name. */
export type SealedExport = Omit<ExportResult, 'path'> & SealedFile;

/** Writes one export and its manifest beside it. Throws a Failure where it cannot be written whole. */
export function writeExport(request: ExportRequest): ExportResult {
  return finishExport(request, sealExport(request));
}

/** Writes the rows of an export into a file without its name; `owner` is the thread that will finish or discard it. */
export function sealExport(request: ExportRequest, owner?: number): SealedExport {
  assertTarget(manifestPath(request.path), manifestTarget(request));
  const writer = createFileWriter(request.path, request.target, owner);
  try {
    const gzip = isGzipName(request.path) ? createGzip(writer.write) : undefined;
    const written = writeRows(request, gzip?.write ?? writer.write);
    gzip?.end();
    request.report(written.rows);
    return { ...written, ...writer.seal() };
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** Writes the manifest of a sealed export and gives the file its name. Throws a Failure where it cannot. */
export function finishExport(request: ExportRequest, sealed: SealedExport): ExportResult {
  const { path, target } = request;
  const { temporary: _, ...written } = sealed;
  const result = { path, ...written };
  try {
    assertTarget(path, target);
    // It names the file that is replaced as well, so that whatever is under the name when this is cut off is known as Winnow's own.
    const replaced = ownSha256(path);
    const text = `${JSON.stringify({ ...manifestOf(request, result), ...(replaced && { replaced }) }, null, 2)}\n`;
    const manifest = createFileWriter(manifestPath(path), manifestTarget(request));
    manifest.write(text);
    manifest.finish();
    nameSealed(sealed, path);
  } catch (error) {
    discardSealed(sealed);
    throw error;
  }
  return result;
}

function manifestTarget({ target: { replaces, sources = [] } }: ExportRequest): Target {
  return { replaces: replaces === 'files' ? replaces : 'own outputs', sources };
}

function writeRows(
  request: ExportRequest,
  write: (bytes: Uint8Array | string) => void,
): { readonly rows: number; readonly escapedCells: number } {
  const { subject, what, format } = request;
  if ('dataset' in subject && what === 'pack') return writeChangePack(request, subject.dataset, write);
  if ('dataset' in subject && (format === 'csv' || format === 'tsv') && isCsvSource(request, subject.dataset)) {
    if (what === 'clean') return writeCleanCsv(request, subject.dataset, write);
    const file = csvFile(request, subject.dataset);
    if (what === 'raw' && format === 'csv' && file) return writeRawCsv(request, file, write);
  }
  return writeBySink(request, write);
}

/** Columns that only identify a record in a queue of exceptions. */
const hiddenFacts: ReadonlySet<string> = new Set(['record_id', 'byte_offset', 'fingerprint']);
const nothing: ReadonlySet<string> = new Set();

/** Writes the rows of an export by the sink of its format. */
function writeBySink(
  request: ExportRequest,
  write: (bytes: Uint8Array | string) => void,
): { readonly rows: number; readonly escapedCells: number } {
  const { subject, what, path, report, isSpreadsheetSafe } = request;
  const { columns, kinds, rows } = rowsOfExport(request);
  const shape = {
    name: 'dataset' in subject ? subject.dataset : subject.model,
    columns,
    kinds: () => kinds?.() ?? columns.map(() => ({ kind: 'text' }) as const),
    hidden: what === 'exceptions' ? hiddenFacts : nothing,
    hasOthers: what === 'raw',
    temporaryPath: () => partPath(dirname(path), basename(path)),
  };
  return writeTable(sinkOf(request.format), shape, rows, { write, isSafe: isSpreadsheetSafe, report });
}

function isCsvSource(request: ExportRequest, dataset: string): boolean {
  return csvFile(request, dataset)?.dialect.format === 'csv';
}

function csvFile({ database, run }: ExportRequest, dataset: string) {
  const runFile = runSources(database, run.no).find((candidate) => candidate.dataset === dataset);
  return runFile && sourceById(database, runFile.sourceId);
}
