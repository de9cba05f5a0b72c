import { openInMemory } from '../open.ts';
import { createPageImage } from './page-image.ts';
import { type Cell, createRecordEncoder } from './record-encoder.ts';
import { createTableTree } from './table-tree.ts';

/** Builds a database file in memory row by row, without SQLite. */
export interface BatchImage {
  /** Adds a row, its key first, to the table at a place in the list; the keys of a table ascend. */
  readonly add: (table: number, cells: readonly Cell[]) => void;
  /** Completes the file, marks it with a number, and begins another; the bytes are valid until the next row is added. */
  readonly take: (mark: number) => Uint8Array;
}

/** A table that rows are added to; all tables are strict, and the first column is the key. */
export interface BatchTable {
  readonly name: string;
  /** How it is created, in SQL. */
  readonly definition: string;
  readonly width: number;
}

/** Makes a builder of database files with these tables. The pages that say so are made by SQLite itself. */
export function createBatchImage(tables: readonly BatchTable[], pageSize = 4096): BatchImage {
  const { bytes, roots } = templateOf(tables, pageSize);
  const image = createPageImage(bytes, pageSize);
  const built = tables.map(({ name, width }) => {
    const encoder = createRecordEncoder(width);
    return { encoder, tree: createTableTree(image, roots.get(name) ?? 0, encoder) };
  });
  let isTaken = false;
  const begin = (): void => {
    image.reset();
    for (const { tree } of built) tree.reset();
    isTaken = false;
  };
  return {
    add: (table, cells) => {
      if (isTaken) begin();
      const target = built[table];
      if (!target) throw new RangeError(`there is no table ${table}`);
      target.tree.add(Number(cells[0]), target.encoder.encode(cells));
    },
    take: (mark) => {
      if (isTaken) begin();
      for (const { tree } of built) tree.finish();
      isTaken = true;
      return image.finish(mark);
    },
  };
}

function templateOf(tables: readonly BatchTable[], pageSize: number) {
  const database = openInMemory();
  try {
    database.pragma(`page_size = ${pageSize}`);
    for (const { definition } of tables) database.exec(definition);
    const rows = database.prepare<[], { name: string; rootpage: number }>('select name, rootpage from sqlite_schema').all();
    return { bytes: new Uint8Array(database.serialize()), roots: new Map(rows.map(({ name, rootpage }) => [name, rootpage])) };
  } finally {
    database.close();
  }
}
