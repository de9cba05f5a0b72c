import { Failure } from '#core/contract/failure.ts';
import { recordState } from '#core/contract/record-state.ts';
import type { RecordDetail } from '#core/contract/records.ts';
import { decodeText, encodeText, withoutLineEnd } from '#core/sources/file/encode.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, sql } from '#core/sql/sql.ts';
import { decisionCells } from '#core/store/decision-cells.ts';
import { cellsOf, createRawFinder, type RawRecord, rawForms, rawRecords } from '#core/store/raw.ts';
import { sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { CurrentRun } from './current-run.ts';
import { definitionOf, fileOf, judgeOf, marksOf, rawColumns } from './row-cells.ts';
import { canonicalText } from './source-text.ts';
import { storedColumns } from './value-columns.ts';
import { valueText } from './value-text.ts';

/** Records before and behind one that are shown with it. */
const neighbours = 2;
const longestLine = 2000;

/** Everything that is known of one record of the run that is shown. Throws a Failure (NOT_FOUND) where there is none. */
export function recordDetail(database: Database, run: CurrentRun, dataset: string, id: number): RecordDetail {
  if (!Object.hasOwn(run.pipeline.datasets, dataset)) throw new Failure('NOT_FOUND', `there is no dataset "${dataset}"`);
  const { sourceId, path } = fileOf(database, run, dataset);
  const file = sourceById(database, sourceId);
  const { dialect } = file;
  const record = createRawFinder(database, sourceId)(id);
  if (!record) throw new Failure('NOT_FOUND', `there is no record ${id} in ${file.name}`);
  const cells = cellsOf(record);
  const { part: partNo, line, offset } = record.block.placeOf(record.index);
  const part = file.parts?.[partNo];
  const { names, places } = rawColumns(database, run, dataset);
  const marks = marksOf(database, run, dataset, [id]);
  const fixed = decisionCells(database, run.no, dataset, [id]).get(id);
  const steps = stepsOf(database, run, dataset, cells);
  const state = stateOf(database, run, dataset, id);
  const problem = ({ ruleId, severity, reason }: (typeof marks)[number]) => ({ ruleId, severity, reason });
  return {
    id,
    dataset,
    file: part?.name ?? file.name,
    path: part?.path ?? path,
    line,
    byteOffset: offset,
    state,
    cells: names.map((column, index) => {
      const place = places[index] ?? -1;
      const raw = place < 0 ? '' : (cells[place] ?? '');
      const own = steps.get(column) ?? [];
      return {
        column,
        raw,
        text: fixed?.get(column) ?? own.at(-1)?.after ?? raw,
        steps: fixed?.has(column) ? [{ step: 'decision', before: raw, after: fixed.get(column) ?? '' }] : [...own],
        problems: marks.filter(({ columns }) => columns.includes(column)).map(problem),
      };
    }),
    values: state === 'clean' || state === 'waived' ? valuesOf(database, run, dataset, id) : [],
    problems: marks.filter(({ columns }) => columns.length === 0).map(problem),
    lines: [...rawRecords(database, sourceId, Math.max(1, id - neighbours), id - Math.max(1, id - neighbours) + 1 + neighbours)]
      .filter((one) => one.block.placeOf(one.index).part === partNo)
      .map((one) => ({
        ...startOf(one),
        text: lineOf(one).slice(0, longestLine),
        bytes: dialect.format === 'csv' ? Buffer.from(bytesOf(one).subarray(0, longestLine)).toString('hex') : '',
        isIt: one.row === id,
      })),
    broken: state === 'structural' ? lineOf(record) : null,
  };

  function startOf({ block, index }: RawRecord): { readonly line: number; readonly byteOffset: number } {
    const place = block.placeOf(index);
    return { line: place.line, byteOffset: place.offset };
  }
  function formOf({ row }: RawRecord): Uint8Array | undefined {
    return rawForms(database, sourceId, row, row).find(({ kind }) => kind === 'record')?.bytes;
  }
  function bytesOf(one: RawRecord): Uint8Array {
    return formOf(one) ?? encodeText(canonicalText(one, dialect) + dialect.newline, dialect.encoding);
  }
  function lineOf(one: RawRecord): string {
    const form = formOf(one);
    return form ? withoutLineEnd(decodeText(form, dialect.encoding)) : canonicalText(one, dialect);
  }
}

function stepsOf(database: Database, run: CurrentRun, dataset: string, cells: readonly string[]) {
  const definition = run.pipeline.datasets[dataset];
  const columns = Object.keys(definition?.columns ?? {});
  const found = new Map<string, { step: string; before: string; after: string }[]>();
  judgeOf(database, run, dataset).judge(cells, {
    changed: (column, step, before, after) => {
      const name = columns[column] ?? '';
      const list = found.get(name) ?? [];
      found.set(name, list);
      list.push({ step: definition?.clean[step]?.step ?? '', before, after });
    },
    violated: () => {},
  });
  return found;
}

function valuesOf(database: Database, run: CurrentRun, dataset: string, id: number): RecordDetail['values'] {
  const columns = storedColumns(definitionOf(run, dataset));
  const [row] = rowsOf(
    database,
    sql`select ${join(columns.map((_, place) => valueColumn(place)))} from ${recordsTable(dataset, run.no)} where id = ${id}`,
  );
  return columns.map((column, place) => ({
    column: column.name,
    text: valueText(column, row?.[place]),
    isDerived: column.isDerived,
  }));
}

function stateOf(database: Database, run: CurrentRun, dataset: string, id: number): RecordDetail['state'] {
  const [state] = rowsOf(database, sql`select state from ${recordsTable(dataset, run.no)} where id = ${id}`)[0] ?? [];
  if (state === undefined) return 'structural';
  const names = Object.entries(recordState) as [keyof typeof recordState, number][];
  return names.find(([, value]) => value === state)?.[0] ?? 'exception';
}
