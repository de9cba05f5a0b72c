import { makeSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';
import { assertTarget, manifestPath, ownSha256, type Target } from '#core/sinks/assert-target.ts';
import { createParquet } from '#core/sinks/parquet.ts';
import { nameOfOthers, rowFormats } from '#core/sinks/row-format.ts';
import { createFileWriter, discardSealed, nameSealed, type SealedFile } from '#core/sinks/write-file.ts';
import { createWorkbook } from '#core/sinks/xlsx.ts';
import { fileById } from '#core/store/files.ts';
import { runFiles } from '#core/store/run-files.ts';
import { writeChangePack } from './change-pack.ts';
import { writeCleanCsv } from './clean-csv.ts';
import type { ExportRequest, ExportResult } from './export-request.ts';
import type { ExportRows } from './export-rows.ts';
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
    const written = writeRows(request, writer.write);
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
  const { subject, what, format, isSpreadsheetSafe } = request;
  if ('dataset' in subject && what === 'pack') return writeChangePack(request, subject.dataset, write);
  if ('dataset' in subject && (format === 'csv' || format === 'tsv') && isCsvSource(request, subject.dataset)) {
    if (what === 'clean') return writeCleanCsv(request, subject.dataset, write);
    const file = csvFile(request, subject.dataset);
    if (what === 'raw' && format === 'csv' && file) return writeRawCsv(request, file, write);
  }
  const found = rowsOfExport(request);
  const { columns, rows } = found;
  if (format === 'xlsx') return writeWorkbook(request, columns, rows, write);
  if (format === 'parquet') return writeParquet(request, found, write);
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

/** A Parquet file; raw rows have a last column for whatever else a record has. */
function writeParquet(
  { what, report }: ExportRequest,
  { columns, kinds: kindsOf, rows }: ExportRows,
  write: (bytes: Uint8Array) => void,
): { readonly rows: number; readonly escapedCells: number } {
  const text = { kind: 'text' } as const;
  const kinds = kindsOf?.() ?? columns.map(() => text);
  const hasOthers = what === 'raw';
  const names = hasOthers ? [...columns, nameOfOthers(columns)] : columns;
  const file = createParquet(names, hasOthers ? [...kinds, text] : kinds, write);
  let count = 0;
  for (const cells of rows) {
    const others = cells.slice(columns.length).map((cell) => cell.text);
    const last = { text: others.length > 0 ? JSON.stringify(others) : '', isQuoted: others.length > 0 };
    file.row(hasOthers ? [...cells.slice(0, columns.length), last] : cells);
    if (++count % 5000 === 0) report(count);
  }
  file.end();
  return { rows: count, escapedCells: 0 };
}

function isCsvSource(request: ExportRequest, dataset: string): boolean {
  return csvFile(request, dataset)?.dialect.format === 'csv';
}

function csvFile({ database, run }: ExportRequest, dataset: string) {
  const runFile = runFiles(database, run.no).find((candidate) => candidate.dataset === dataset);
  return runFile && fileById(database, runFile.fileId);
}
