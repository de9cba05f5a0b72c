import { definitionOf, fileOf, rawColumns } from '#core/records/row-cells.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { storedColumns, type ValueColumn } from '#core/records/value-columns.ts';
import { valueCell } from '#core/records/value-text.ts';
import type { ColumnKind, OutputCell } from '#core/sinks/sink.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { cellsOf, createRawFinder } from '#core/store/raw.ts';
import type { Database } from '#core/workspace/open.ts';
import { createChangeFinder } from './cell-changes.ts';
import { createCleanWalk } from './clean-walk.ts';
import type { ExportRequest } from './export-request.ts';
import { type ExportRows, textCell } from './export-rows.ts';

/** The clean records of a dataset: typed values, then the texts of whatever else the file has, unless the pipeline ignores it. */
export function cleanRows({ database, pipeline, run, scope }: ExportRequest, dataset: string): ExportRows {
  const shown = { no: run.no, pipeline };
  const stored = storedColumns(definitionOf(shown, dataset));
  const others = otherColumns(database, shown, dataset);
  const next = createCleanWalk(
    database,
    recordsTable(dataset, run.no),
    stored.map((_, place) => valueColumn(place)),
    scope,
  );
  const findRaw = createRawFinder(database, fileOf(database, shown, dataset).sourceId);
  const changesOf = createChangeFinder(database, run.no, dataset);
  const textsOf = (id: number): readonly OutputCell[] => {
    if (others.length === 0) return [];
    const raw = findRaw(id);
    const cells = raw ? cellsOf(raw) : [];
    const changed = changesOf(id);
    return others.map(({ name, place }) => {
      const text = changed?.get(name) ?? cells[place] ?? '';
      return text === '' ? noCell : textCell(text);
    });
  };
  const rows = function* (): Generator<readonly OutputCell[]> {
    for (let record = next(); record; record = next()) {
      const { id, values } = record;
      yield [...stored.map((column, place) => valueCell(column, values[place])), ...textsOf(id)];
    }
  };
  return {
    columns: [...stored.map(({ name }) => name), ...others.map(({ title }) => title)],
    kinds: () => [...stored.map(kindOfColumn), ...others.map(() => ({ kind: 'text' }) as const)],
    rows: rows(),
  };
}

/** Numbers without fixed places are texts, which keep their digits, and so are instants, which say whether they have a zone. */
function kindOfColumn({ type, scale }: ValueColumn): ColumnKind {
  if (type === 'decimal') return scale === undefined ? { kind: 'text' } : { kind: 'decimal', scale };
  return { kind: type === 'integer' || type === 'date' || type === 'boolean' ? type : 'text' };
}

const noCell: OutputCell = { text: '', isQuoted: false };

/** Columns of the file that the table of records does not hold, with titles that no other column has. */
function otherColumns(
  database: Database,
  shown: ShownRun,
  dataset: string,
): readonly { readonly name: string; readonly title: string; readonly place: number }[] {
  const definition = definitionOf(shown, dataset);
  const taken = new Set(storedColumns(definition).map(({ name }) => name));
  const { names, places } = rawColumns(database, shown, dataset);
  return names.flatMap((name, at) => {
    const isDeclared = Object.hasOwn(definition.columns, name);
    if (isDeclared ? taken.has(name) : definition.extra_columns === 'ignore') return [];
    let title = name;
    for (let number = 2; taken.has(title); number++) title = `${name}_${number}`;
    taken.add(title);
    return [{ name, title, place: places[at] ?? -1 }];
  });
}
