import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { Failure } from '#core/contract/failure.ts';
import { mostColumns } from '#core/sources/record.ts';
import { identifier, join, type Sql, type SqlValue, sql } from '#core/sql/sql.ts';
import { commandOf, openScratch, run } from '#core/workspace/open.ts';
import { type ColumnKind, evenTable, type OutputCell, type Sink, type TableShape, type TableWriter } from './sink.ts';

const chunkSize = 1 << 20;

/** Rows of a transaction. */
const rowsAtOnce = 10_000;

/** A SQLite database with one table. It is built beside the output, because SQLite writes here and there, and copied from there. */
export const sqlite: Sink = { name: 'sqlite', canHoldFormulas: false, open };

function open(table: TableShape, write: (bytes: Uint8Array) => void): TableWriter {
  const { columns, kinds, row } = evenTable(table);
  if (columns.length > mostColumns)
    throw new Failure(
      'BAD_INPUT',
      `a table of SQLite has at most ${mostColumns.toLocaleString('en')} columns, and this one needs ${columns.length.toLocaleString('en')}; export as CSV or Parquet`,
    );
  const path = table.temporaryPath();
  const database = openScratch(path);
  // SQLite keeps names that begin so for itself.
  const name = identifier(/^sqlite_/i.test(table.name) ? `table_${table.name}` : table.name);
  const declared = columns.map((column, index) => sql`${identifier(column)} ${typeOf(kinds[index])}`);
  const readers = columns.map((_, index) => readerOf(kinds[index]));
  const abandon = (): void => {
    database.close();
    rmSync(path, { force: true });
  };
  try {
    run(database, sql`create table ${name} (${join(declared)})`);
  } catch (error) {
    abandon();
    throw error;
  }
  const insert = commandOf(database, sql`insert into ${name} values (${join(columns.map(() => sql`?`))})`);
  let rows = 0;
  run(database, sql`begin`);
  return {
    row: (cells) => {
      const even = row(cells);
      insert(...readers.map((read, index) => read(even[index])));
      if (++rows % rowsAtOnce !== 0) return;
      run(database, sql`commit`);
      run(database, sql`begin`);
    },
    end: () => {
      run(database, sql`commit`);
      database.close();
      for (const chunk of bytesOf(path)) write(chunk);
      rmSync(path);
    },
    abandon,
  };
}

/** The declared type; SQLite keeps a value that is not of the type of its column as it is. */
function typeOf(kind: ColumnKind | undefined): Sql {
  switch (kind?.kind) {
    case 'integer':
      return sql`integer`;
    case 'decimal':
    case 'real':
      return sql`real`;
    case 'date':
      return sql`date`;
    case 'boolean':
      return sql`boolean`;
    default:
      return sql`text`;
  }
}

/** How cells of a kind become values; an empty cell that is no text is null. */
function readerOf(column: ColumnKind | undefined): (cell: OutputCell | undefined) => SqlValue {
  const kind = column?.kind ?? 'text';
  return (cell) => {
    if (!cell || (cell.text === '' && (!cell.isQuoted || kind !== 'text'))) return null;
    return readers[kind](cell.text);
  };
}

const readers: Readonly<Record<ColumnKind['kind'], (text: string) => SqlValue>> = {
  text: (text) => text,
  date: (text) => text,
  integer: (text) => (/^-?\d{1,18}$/.test(text) ? BigInt(text) : text),
  decimal: numberIn,
  real: numberIn,
  boolean: (text) => (text === 'true' || text === '1' ? 1 : text === 'false' || text === '0' ? 0 : text),
};

function numberIn(text: string): SqlValue {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

function* bytesOf(path: string): Generator<Buffer> {
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const length = readSync(descriptor, chunk);
      if (length === 0) return;
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
