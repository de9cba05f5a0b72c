import { Failure } from '#core/contract/failure.ts';
import { type Database, explainSqlite, openBytes, openForeign } from '#core/workspace/open.ts';
import { look } from '#core/workspace/workspace-parts.ts';
import { csvLine } from './csv-lines.ts';
import type { PackedFile, Packing } from './packing.ts';
import { plainNumber } from './plain-number.ts';

/** Rows of a chunk of text. */
const rowsInChunk = 2000;
/** Bytes of a database in WAL mode, which is read from memory. */
const largestInMemory = 256 * 2 ** 20;

/** A table, a view, or what a query selects, of an SQLite database, given as CSV: whole numbers in all their digits, nothing as an empty cell. */
export const sqlite: Packing = {
  name: 'sqlite',
  isPacked: (beginning) => beginning.toString('latin1', 0, 15) === 'SQLite format 3',
  isSequential: false,
  open: async (file, choice) => {
    assertClosed(file.path);
    const tables = withDatabase(file, (database) =>
      database
        .prepare<[], string>(
          `select name from sqlite_schema where type in ('table', 'view') and name not glob 'sqlite_*' order by type, rowid`,
        )
        .pluck()
        .all(),
    );
    const table = choice.query === undefined ? chosen(file.path, tables, choice.sheet) : undefined;
    const select = choice.query ?? `select * from ${quoted(table ?? '')}`;
    const { size } = file;
    return {
      chunks: () => csvOf(file, select),
      size: () => size,
      table: {
        ...(table !== undefined && { sheet: table }),
        sheets: tables,
        skipLines: 0,
        hasHeader: true,
        notes: [
          table === undefined ? 'what a query selects from an SQLite database' : `the table "${table}" of an SQLite database`,
        ],
      },
    };
  },
};

/** Throws a Failure (BAD_INPUT) where another program has not finished what it was writing: it would have to be finished for it. */
function assertClosed(path: string): void {
  const left = ['-wal', '-journal'].find((ending) => (look(path + ending)?.size ?? 0) > 0);
  if (left !== undefined)
    throw new Failure(
      'BAD_INPUT',
      `another program is writing to ${path}, or crashed: it left changes in ${path}${left}. Open the database there and close it properly`,
    );
}

/**
 * Opens a database so that nothing is written beside it: one in WAL mode is read from memory, as SQLite would make two files for it
 * (https://www.sqlite.org/fileformat2.html, bytes 18 and 19 of the header).
 */
function openSource({ path, size, read }: PackedFile): Database {
  const isInWalMode = read(18, 1)[0] === 2;
  if (!isInWalMode) return explained(path, () => openForeign(path));
  if (size > largestInMemory)
    throw new Failure(
      'BAD_INPUT',
      `${path} is in WAL mode and larger than ${largestInMemory / 2 ** 20} MiB; set \`pragma journal_mode = delete\` in a copy of it, and open that`,
    );
  const bytes = read(0, size);
  bytes.fill(1, 18, 20);
  return explained(path, () => openBytes(bytes));
}

function chosen(path: string, tables: readonly string[], wanted: string | undefined): string {
  const [first] = tables;
  if (first === undefined) throw new Failure('BAD_INPUT', `${path} is an SQLite database without tables; choose another file`);
  if (wanted === undefined || tables.includes(wanted)) return wanted ?? first;
  throw new Failure('BAD_INPUT', `${path} has no table "${wanted}"; it has ${tables.map((name) => `"${name}"`).join(', ')}`);
}

async function* csvOf(file: PackedFile, select: string): AsyncGenerator<Buffer> {
  const { path } = file;
  const database = openSource(file);
  try {
    const statement = explained(path, () => database.prepare<[], unknown[]>(select));
    if (!statement.reader || !statement.readonly)
      throw new Failure('BAD_INPUT', `the query for ${path} must select rows, and change nothing`);
    const names = statement.columns().map(({ name }) => name);
    let text = csvLine(names);
    let rows = 0;
    for (const row of explainedRows(path, () => rowsOf(database, select, names))) {
      text += csvLine(row.map(cellText));
      if (++rows % rowsInChunk !== 0) continue;
      yield Buffer.from(text);
      text = '';
    }
    if (text !== '') yield Buffer.from(text);
  } finally {
    database.close();
  }
}

/** The rows of a query; texts as their bytes where that shows which are none, so that nothing is replaced silently. */
function rowsOf(database: Database, select: string, names: readonly string[]): Iterable<unknown[]> {
  const isUtf8 = database.pragma('encoding', { simple: true }) === 'UTF-8';
  const isPlain = new Set(names).size === names.length && !names.some((name) => name.includes('\u0000'));
  const exact = names.map(
    (name) => `case typeof(${quoted(name)}) when 'text' then 't' || hex(${quoted(name)}) else ${quoted(name)} end`,
  );
  const wanted = isUtf8 && isPlain ? `select ${exact.join(', ')} from (${select.replace(/;\s*$/, '')}\n)` : select;
  const rows = database.prepare<[], unknown[]>(wanted).raw().safeIntegers().iterate() as Iterable<unknown[]>;
  return wanted === select ? rows : decoded(rows);
}

function* decoded(rows: Iterable<unknown[]>): Generator<unknown[]> {
  for (const row of rows) yield row.map((value) => (typeof value === 'string' ? textOfHex(value.slice(1)) : value));
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOfHex(hex: string): string {
  try {
    return strict.decode(Buffer.from(hex, 'hex'));
  } catch {
    return `0x${hex.toLowerCase()}`;
  }
}

function cellText(value: unknown): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return typeof value === 'number' ? plainNumber(value) : String(value);
}

function withDatabase<Result>(file: PackedFile, ask: (database: Database) => Result): Result {
  const database = openSource(file);
  try {
    return explained(file.path, () => ask(database));
  } finally {
    database.close();
  }
}

function* explainedRows(path: string, ask: () => Iterable<unknown[]>): Generator<unknown[]> {
  const iterator = explained(path, () => ask()[Symbol.iterator]());
  try {
    for (;;) {
      const { done, value } = explained(path, () => iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    iterator.return?.();
  }
}

function explained<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const known = error instanceof Failure ? error : explainSqlite(error, path, 'BAD_INPUT');
    // A workspace could be restored; this is somebody else's file.
    if (known instanceof Failure)
      throw known.remedy === undefined
        ? known
        : new Failure('BAD_INPUT', `${path} is a damaged SQLite database; get a new copy of it`, { cause: known });
    throw new Failure(
      'BAD_INPUT',
      `the query failed on ${path}: ${error instanceof Error ? error.message : error}; correct it, or name a table`,
      {
        cause: error,
      },
    );
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
