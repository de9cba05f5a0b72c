import type { Encoding } from '#core/contract/source.ts';
import { matchColumns } from '#core/quality/match-columns.ts';
import { rawColumns } from '#core/records/row-cells.ts';
import { headerText, type SourceText, safeText, textsOfBlock, unsafeCells, wholeText } from '#core/records/source-text.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { valueText } from '#core/records/value-text.ts';
import { joinCells } from '#core/sources/file/csv.ts';
import { encodeText } from '#core/sources/file/encode.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { cellsOf, rawBlocks, type StoredBlock } from '#core/store/raw.ts';
import { runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import { type ChangedCells, createChangeFinder } from './cell-changes.ts';
import { type CleanRecord, createCleanWalk } from './clean-walk.ts';
import type { ExportRequest } from './export-request.ts';

const page = 5000;

/** How TSV is written, whatever the file was. */
const tabs = { delimiter: '\t', quote: '"', newline: '\n', quotesAll: false, hasHeader: true } as const;

/**
 * Writes the clean records of a CSV source in the dialect of the file, or as TSV: in CSV a record that nothing touched leaves byte for byte
 * as it came, a changed one with its new texts, computed columns behind. Returns rows written and cells made safe.
 */
export function writeCleanCsv(
  request: ExportRequest,
  dataset: string,
  write: (bytes: Uint8Array | string) => void,
): { readonly rows: number; readonly escapedCells: number } {
  const { database, run, isSpreadsheetSafe } = request;
  const { file, dialect, encoding, isTabs, dropped, kept, nameOfCell, derived } = shapeOf(request, dataset);
  const changesOf = createChangeFinder(database, run.no, dataset);
  const nextClean = createCleanWalk(
    database,
    recordsTable(dataset, run.no),
    derived.map(({ place }) => valueColumn(place)),
    request.scope,
  );
  let escapedCells = 0;
  /** The cells as a line; as they stand in the file where they are all of it and none has to be made safe. */
  const row = (cells: readonly string[], asInFile: () => string): string => {
    const unsafe = isSpreadsheetSafe ? unsafeCells(cells) : 0;
    escapedCells += unsafe;
    if (unsafe > 0) return safeText(cells, dialect);
    return isWhole ? asInFile() : joinCells(cells, dialect, dialect.quotesAll);
  };
  const emit = createLineWriter(encoding, dialect.newline, write);
  const isWhole = dropped.size === 0 && !isTabs;

  if (encoding === dialect.encoding && !isTabs) write(file.head.subarray(0, dialect.bomLength));
  if (dialect.hasHeader) {
    const names = derived.map(({ column }) => column.name);
    emit(
      row([...kept.map((index) => file.headers[index] ?? ''), ...names], () =>
        [headerText(file), ...names].join(dialect.delimiter),
      ),
    );
  }
  let rows = 0;
  let clean = nextClean();
  const goOn = (): void => {
    if (++rows % page === 0) request.report(rows);
    clean = nextClean();
  };
  const emitRecord = (source: SourceText, record: CleanRecord, changed: ChangedCells | undefined): void => {
    const extra = derived.map(({ column }, index) => valueText(column, record.values[index] ?? null));
    const given = source.record ? cellsOf(source.record) : [];
    const cells = [...kept.map((index) => changed?.get(nameOfCell[index] ?? '') ?? given[index] ?? ''), ...extra];
    emit(row(cells, () => wholeText(source, file, changed && ((index) => changed.get(nameOfCell[index] ?? '')), extra)));
  };
  /** Copies runs of untouched records as the bytes that they are. */
  const copyPlain = (block: StoredBlock, bytes: Uint8Array): void => {
    const start = block.placeOf(0).offset;
    const positionOf = (index: number): number => (index === block.count ? bytes.length : block.placeOf(index).offset - start);
    let from = -1;
    for (let index = 0; index < block.count; index++) {
      const current = clean?.id === block.firstRow + index ? clean : undefined;
      const changed = current && changesOf(current.id);
      const isUntouched = current !== undefined && !changed;
      if (isUntouched && from < 0) from = index;
      if (!isUntouched && from >= 0) {
        write(bytes.subarray(positionOf(from), positionOf(index)));
        from = -1;
      }
      if (current && changed)
        emitRecord({ record: { row: current.id, block, index }, row: current.id, form: undefined, blank: [] }, current, changed);
      if (current) goOn();
    }
    if (from >= 0) write(bytes.subarray(positionOf(from), bytes.length));
  };
  for (const block of rawBlocks(database, file.id)) {
    if (!clean) break;
    if (block.bytes && isWhole && !isSpreadsheetSafe && derived.length === 0) {
      copyPlain(block, block.bytes);
      continue;
    }
    for (const source of textsOfBlock(database, file.id, block)) {
      if (source.row !== clean?.id) continue;
      emitRecord(source, clean, changesOf(source.row));
      goOn();
    }
  }
  return { rows, escapedCells };
}

/** What a clean record is written with: the dialect, the cells of the file that stay with their columns, and the columns behind them. */
function shapeOf(request: ExportRequest, dataset: string) {
  const { database, pipeline, run } = request;
  const definition = pipeline.datasets[dataset];
  const runFile = runSources(database, run.no).find((candidate) => candidate.dataset === dataset);
  if (!definition || !runFile) throw new RangeError(`there is no dataset ${dataset}`);
  const file = sourceById(database, runFile.sourceId);
  const isTabs = request.format === 'tsv';
  const dialect = isTabs ? { ...file.dialect, ...tabs } : file.dialect;
  const { names, places } = rawColumns(database, { no: run.no, pipeline }, dataset);
  const { extras } = matchColumns(definition.columns, file.headers);
  const dropped = new Set(definition.extra_columns === 'ignore' ? extras : []);
  const kept = file.headers.map((_, index) => index).filter((index) => !dropped.has(index));
  const nameOfCell = file.headers.map((_, index) => names[places.indexOf(index)]);
  const all = storedColumns(definition);
  const derived = all.flatMap((column, place) => (column.isDerived ? [{ column, place }] : []));
  const encoding = request.encoding === 'utf-8' || isTabs ? 'utf-8' : dialect.encoding;
  return { file, dialect, encoding, isTabs, dropped, kept, nameOfCell, derived };
}

/** A function that writes a line in an encoding. */
function createLineWriter(
  encoding: Encoding,
  newline: string,
  write: (bytes: Uint8Array | string) => void,
): (text: string) => void {
  return encoding === 'utf-8' ? (text) => write(text + newline) : (text) => write(encodeText(text + newline, encoding));
}
