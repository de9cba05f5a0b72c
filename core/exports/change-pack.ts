import { createHash } from 'node:crypto';
import { type PackHead, type PackLine, packLine } from '#core/contract/change-pack.ts';
import { Failure } from '#core/contract/failure.ts';
import { recordState } from '#core/contract/record-state.ts';
import { matchColumns } from '#core/quality/match-columns.ts';
import { rawColumns } from '#core/records/row-cells.ts';
import { ruleResults } from '#core/records/rules-of-run.ts';
import { headerText, sourceTexts, wholeText } from '#core/records/source-text.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { valueText } from '#core/records/value-text.ts';
import { writeCell } from '#core/sources/file/csv.ts';
import { encodeText } from '#core/sources/file/encode.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { integers, sql } from '#core/sql/sql.ts';
import { decisionsOfRecords } from '#core/store/decisions.ts';
import { cellsOf } from '#core/store/raw.ts';
import { runSources } from '#core/store/run-sources.ts';
import { type SourceRow, sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { createChangeFinder } from './cell-changes.ts';
import { writeCleanCsv } from './clean-csv.ts';
import { createCleanWalk } from './clean-walk.ts';
import type { ExportRequest } from './export-request.ts';

/**
 * Writes only what changed between a file and its clean export: which records are left out and why, and every cell that is another, with the
 * step or the decision that made it so. Put onto the file it gives the clean export byte for byte.
 */
export function writeChangePack(
  request: ExportRequest,
  dataset: string,
  write: (text: string) => void,
): { readonly rows: number; readonly escapedCells: number } {
  const { database, pipeline, run } = request;
  const definition = pipeline.datasets[dataset];
  const runFile = runSources(database, run.no).find((candidate) => candidate.dataset === dataset);
  if (!definition || !runFile) throw new RangeError(`there is no dataset ${dataset}`);
  const file = sourceById(database, runFile.sourceId);
  if (file.dialect.format !== 'csv') throw new Failure('BAD_INPUT', 'a change pack can only be made of a CSV file');
  if (file.parts)
    throw new Failure(
      'BAD_INPUT',
      `a change pack is put onto one file, and ${dataset} was read from ${file.parts.length}; export the clean rows or the changes instead`,
    );
  const { names: columns, places } = rawColumns(database, { no: run.no, pipeline }, dataset);
  const { extras } = matchColumns(definition.columns, file.headers);
  const dropped = definition.extra_columns === 'ignore' ? extras : [];
  const derived = storedColumns(definition).flatMap((column, place) => (column.isDerived ? [{ column, place }] : []));
  const hash = createHash('sha256');
  // This is only looked at: nothing is written yet.
  const looking = {
    ...request,
    scope: undefined,
    isSpreadsheetSafe: false,
    encoding: 'source' as const,
    report: () => request.report(0),
  };
  const { rows } = writeCleanCsv(looking, dataset, (bytes) => hash.update(bytes));
  const { encoding, delimiter, quote, hasHeader, skipLines } = file.dialect;
  const names = derived.map(({ column }) => column.name);
  const head: PackHead = {
    winnowChangePack: 1,
    dataset,
    runId: run.id,
    file: { name: file.name, sha256: file.sha256 ?? '' },
    clean: { sha256: hash.digest('hex'), rows },
    source: { encoding, delimiter, quote, header: hasHeader, skip_lines: skipLines, first_header: file.headers[0] ?? '' },
    header: hasHeader ? headerOf(file, new Set(dropped), names) : null,
    dropped: [...dropped],
  };
  write(`${JSON.stringify(head)}\n`);
  let count = 0;
  const put = (line: PackLine): void => {
    write(`${JSON.stringify(line)}\n`);
    count++;
  };
  const nextClean = createCleanWalk(
    database,
    recordsTable(dataset, run.no),
    derived.map(({ place }) => valueColumn(place)),
    undefined,
  );
  const changesOf = createChangeFinder(database, run.no, dataset);
  const reasonsOf = createReasons(database, request, dataset);
  let clean = nextClean();
  for (const { record, row } of sourceTexts(database, runFile.sourceId)) {
    if (!record) continue;
    if (row % 5000 === 0) request.report(count);
    const line = record.block.placeOf(record.index).line;
    if (clean?.id !== row) {
      put({ row, line, ...reasonsOf.left(row) });
      continue;
    }
    const given = cellsOf(record);
    for (const [column, text] of changesOf(row) ?? []) {
      const cell = places[columns.indexOf(column)] ?? -1;
      if (cell >= 0) put({ row, line, cell, column, old: given[cell] ?? '', new: text, ...reasonsOf.changed(row, column) });
    }
    if (derived.length > 0)
      put({ row, line, derived: derived.map(({ column }, index) => valueText(column, clean?.values[index] ?? null)) });
    clean = nextClean();
  }
  return { rows: count, escapedCells: 0 };
}

/**
 * Puts the lines of a pack onto the records of the file that it was made from; returns how many records were written.
 * Throws a Failure (BAD_INPUT) for a pack that is none.
 */
export function applyPackLines(
  database: Database,
  sourceId: number,
  { head, lines }: { readonly head: PackHead; readonly lines: Iterable<string> },
  write: (bytes: Uint8Array | string) => void,
): number {
  const file = sourceById(database, sourceId);
  const { dialect } = file;
  const dropped = new Set(head.dropped);
  const emit = (text: string): void => write(encodeText(text + dialect.newline, dialect.encoding));
  write(file.head.subarray(0, dialect.bomLength));
  if (head.header !== null) emit(head.header);
  const walk = lines[Symbol.iterator]();
  const next = (): PackLine | undefined => {
    const { value, done } = walk.next();
    if (done) return undefined;
    const parsed = packLine.safeParse(JSON.parse(value));
    if (!parsed.success)
      throw new Failure('BAD_INPUT', `this line of the change pack cannot be understood: ${value.slice(0, 200)}`);
    return parsed.data;
  };
  let rows = 0;
  let line = next();
  for (const source of sourceTexts(database, sourceId)) {
    if (!source.record) continue;
    const changed = new Map<number, string>();
    let extra: readonly string[] = [];
    let isLeft = false;
    for (; line && line.row === source.row; line = next()) {
      if ('left' in line) isLeft = true;
      else if ('cell' in line) changed.set(line.cell, line.new);
      else extra = line.derived;
    }
    if (isLeft) continue;
    const cellOf = (index: number): string | undefined => changed.get(index);
    if (dropped.size === 0) emit(wholeText(source, file, changed.size > 0 ? cellOf : undefined, extra));
    else {
      const given = cellsOf(source.record);
      const kept = file.headers.map((_, index) => index).filter((index) => !dropped.has(index));
      const cells = [...kept.map((index) => cellOf(index) ?? given[index] ?? ''), ...extra];
      emit(cells.map((text) => writeCell(text, dialect, dialect.quotesAll)).join(dialect.delimiter));
    }
    rows++;
  }
  return rows;
}

function headerOf(file: SourceRow, dropped: ReadonlySet<number>, derived: readonly string[]): string {
  const { dialect, headers } = file;
  if (dropped.size === 0) return [headerText(file), ...derived].join(dialect.delimiter);
  const kept = headers.filter((_, index) => !dropped.has(index));
  return [...kept, ...derived].map((text) => writeCell(text, dialect, dialect.quotesAll)).join(dialect.delimiter);
}

/** What made records and cells what they are. */
function createReasons(database: Database, { run, pipeline }: ExportRequest, dataset: string) {
  const results = ruleResults(database, { no: run.no, pipeline }, dataset);
  const ids = integers(results.map(({ id }) => id));
  const states = Object.entries(recordState);
  return {
    left: (row: number) => {
      const [state] = rowsOf(database, sql`select state from ${recordsTable(dataset, run.no)} where id = ${row}`)[0] ?? [];
      const rules = rowsOf(
        database,
        sql`select distinct rule_result_id from violations where record_id = ${row} and rule_result_id in (${ids})`,
      ).flatMap(([id]) => results.find((result) => result.id === id)?.ruleId ?? []);
      return { left: states.find(([, value]) => value === state)?.[0] ?? 'structural', rules };
    },
    changed: (row: number, column: string) => {
      const decision = decisionsOfRecords(database, run.no, dataset, [row])
        .get(row)
        ?.findLast(({ kind, cells }) => kind === 'fixed' && Object.hasOwn(cells, column));
      if (decision) {
        const { source, reason, author, decidedAt } = decision;
        return { decision: source, reason, who: author, when: decidedAt };
      }
      const steps = rowsOf(
        database,
        sql`
          select k.step from cell_changes c join change_causes k on k.id = c.cause_id
          where k.run_no = ${run.no} and k.dataset = ${dataset} and c.record_id = ${row} and k.column_name = ${column}
          order by k.step_no`,
      );
      return { step: steps.map(([step]) => String(step)).join(', ') };
    },
  };
}
