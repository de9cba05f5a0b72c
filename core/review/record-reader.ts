import { createContentReader } from '#core/records/record-content.ts';
import { definitionOf, fileOf, rawColumns } from '#core/records/row-cells.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { unwritable } from '#core/sources/file/encode.ts';
import { cellsOf, createRawFinder } from '#core/store/raw.ts';
import { sourceById } from '#core/store/sources.ts';
import type { Database } from '#core/workspace/open.ts';

/** Gives the cells of single records as they are in the file. */
export interface RecordReader {
  readonly dataset: string;
  /** The declared columns. */
  readonly columns: readonly string[];
  /** All columns of the file by name, those among them that are not declared too. */
  readonly fileColumns: readonly string[];
  /** Why a text cannot be written in the encoding of the file; undefined where it can. */
  readonly unwritable: (text: string) => string | undefined;
  /** A name of what the file says of a record, by which a later run knows it again. */
  readonly contentOf: (recordId: number) => string;
  /** The raw text of a cell, by the name of its column. */
  readonly rawCell: (raw: readonly string[], column: string) => string;
  /** The cells of a record as they are in its file; undefined where there is none. */
  readonly rawOf: (recordId: number) => readonly string[] | undefined;
  /** Raw cells with some of them replaced. */
  readonly withCells: (raw: readonly string[], written: ReadonlyMap<string, string>) => readonly string[];
  /** Of raw cells those of the declared columns, in their order. */
  readonly textsOf: (cells: readonly string[]) => string[];
  /** Whether these texts are all that a broken line needs. */
  readonly mends: (written: ReadonlyMap<string, string>) => boolean;
}

/** Makes the reader of a dataset in a run. */
export function createRecordReader(database: Database, run: ShownRun, dataset: string): RecordReader {
  const { sourceId, sources } = fileOf(database, run, dataset);
  const { encoding } = sourceById(database, sourceId).dialect;
  const file = rawColumns(database, run, dataset);
  const placeOf = new Map(file.names.map((name, index) => [name, file.places[index] ?? -1]));
  const needed = file.names.filter((name) => (placeOf.get(name) ?? -1) >= 0);
  const find = createRawFinder(database, sourceId);
  return {
    dataset,
    columns: Object.keys(definitionOf(run, dataset).columns),
    fileColumns: file.names,
    unwritable: (text) => unwritable(text, encoding),
    contentOf: createContentReader(database, sourceId, find),
    rawCell: (raw, column) => raw[placeOf.get(column) ?? -1] ?? '',
    rawOf: (recordId) => {
      const record = find(recordId);
      return record && cellsOf(record);
    },
    withCells: (raw, written) => {
      const cells = [...raw];
      for (const [column, text] of written) {
        const place = placeOf.get(column) ?? -1;
        if (place >= 0) cells[place] = text;
      }
      return cells;
    },
    textsOf: (cells) => sources.map((source) => (source < 0 ? '' : (cells[source] ?? ''))),
    mends: (written) => needed.every((name) => written.has(name)),
  };
}
