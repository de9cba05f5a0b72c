import { makeSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';
import { assertTarget, manifestPath, ownSha256, type Target } from '#core/sinks/assert-target.ts';
import { rowFormats } from '#core/sinks/row-format.ts';
import { createFileWriter } from '#core/sinks/write-file.ts';
import { createWorkbook } from '#core/sinks/xlsx.ts';
import { fileById } from '#core/store/files.ts';
import { runFiles } from '#core/store/run-files.ts';
import { writeChangePack } from './change-pack.ts';
import { writeCleanCsv } from './clean-csv.ts';
import type { ExportRequest, ExportResult } from './export-request.ts';
import { manifestOf } from './manifest.ts';
import { writeRawCsv } from './raw-csv.ts';
import { rowsOfExport } from './rows-of-export.ts';

/** Writes one export and its manifest beside it, and notes both in the workspace. Throws a Failure where it cannot be written whole. */
export function writeExport(request: ExportRequest): ExportResult {
  const { replaces, sources = [] } = request.target;
  const manifestTarget: Target = { replaces: replaces === 'files' ? replaces : 'own outputs', sources };
  assertTarget(manifestPath(request.path), manifestTarget);
  const writer = createFileWriter(request.path, request.target);
  try {
    const written = writeRows(request, writer.write);
    request.report(written.rows);
    const result = { path: request.path, ...written, ...writer.seal() };
    // It names the file that is replaced as well, so that whatever is under the name when this is cut off is known as Winnow's own.
    const replaced = ownSha256(request.path);
    const manifest = createFileWriter(manifestPath(request.path), manifestTarget);
    manifest.write(`${JSON.stringify({ ...manifestOf(request, result), ...(replaced && { replaced }) }, null, 2)}\n`);
    manifest.finish();
    writer.finish();
    return result;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

function writeRows(
  request: ExportRequest,
  write: (bytes: Uint8Array | string) => void,
): { readonly rows: number; readonly escapedCells: number } {
  const { subject, what, format, isSpreadsheetSafe } = request;
  if ('dataset' in subject && what === 'pack') return writeChangePack(request, subject.dataset, write);
  if ('dataset' in subject && format === 'csv' && isCsvSource(request, subject.dataset)) {
    if (what === 'clean') return writeCleanCsv(request, subject.dataset, write);
    const file = csvFile(request, subject.dataset);
    if (what === 'raw' && file) return writeRawCsv(request, file, write);
  }
  const { columns, rows } = rowsOfExport(request);
  if (format === 'xlsx') return writeWorkbook(request, columns, rows, write);
  const form = rowFormats[format];
  write(form.begin(columns));
  let count = 0;
  let escapedCells = 0;
  for (const cells of rows) {
    const safe = isSpreadsheetSafe
      ? cells.map((cell) => {
          const text = makeSpreadsheetSafe(cell.text);
          if (text === cell.text) return cell;
          escapedCells++;
          return { text, isQuoted: true };
        })
      : cells;
    write(form.row(columns, safe, count === 0));
    if (++count % 5000 === 0) request.report(count);
  }
  write(form.end);
  return { rows: count, escapedCells };
}

/** A workbook; what only says which record a row is stands in hidden columns. Its texts are never run, so nothing has to be made safe. */
function writeWorkbook(
  { what, report }: ExportRequest,
  columns: readonly string[],
  rows: ReturnType<typeof rowsOfExport>['rows'],
  write: (bytes: Uint8Array) => void,
): { readonly rows: number; readonly escapedCells: number } {
  const hidden = new Set(what === 'exceptions' ? ['record_id', 'byte_offset', 'fingerprint'] : []);
  const workbook = createWorkbook(columns, hidden, write);
  let count = 0;
  for (const cells of rows) {
    workbook.row(cells);
    if (++count % 5000 === 0) report(count);
  }
  workbook.end();
  return { rows: count, escapedCells: 0 };
}

function isCsvSource(request: ExportRequest, dataset: string): boolean {
  return csvFile(request, dataset)?.dialect.format === 'csv';
}

function csvFile({ database, run }: ExportRequest, dataset: string) {
  const runFile = runFiles(database, run.no).find((candidate) => candidate.dataset === dataset);
  return runFile && fileById(database, runFile.fileId);
}
