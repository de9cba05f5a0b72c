import { Failure } from '#core/contract/failure.ts';
import { explainSqlite, openUnchecked } from '#core/workspace/open.ts';
import { look } from '#core/workspace/workspace-parts.ts';
import { csvLine } from './csv-lines.ts';
import type { Packing } from './packing.ts';

/** Rows of a chunk of text. */
const rowsInChunk = 2000;

/** A table, a view, or what a query selects, of a file of SQLite, given as CSV: whole numbers in all their digits, nothing as an empty cell. */
export const sqlite: Packing = {
  name: 'sqlite',
  isPacked: (beginning) => beginning.toString('latin1', 0, 15) === 'SQLite format 3',
  isSequential: false,
  open: async (file, choice) => {
    if ((look(`${file.path}-wal`)?.size ?? 0) > 0)
      throw new Failure(
        'BAD_INPUT',
        `${file.path} has a log of changes beside it, ${file.path}-wal: another program is writing to it, or was cut off; close it there first`,
      );
    const tables = withDatabase(file.path, (database) =>
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
      chunks: () => csvOf(file.path, select),
      size: () => size,
      table: {
        ...(table !== undefined && { sheet: table }),
        sheets: tables,
        skipLines: 0,
        hasHeader: true,
        notes: [table === undefined ? 'what a query selects from a file of SQLite' : `the table "${table}" of a file of SQLite`],
      },
    };
  },
};

function chosen(path: string, tables: readonly string[], wanted: string | undefined): string {
  const [first] = tables;
  if (first === undefined) throw new Failure('BAD_INPUT', `${path} is a file of SQLite without tables`);
  if (wanted === undefined || tables.includes(wanted)) return wanted ?? first;
  throw new Failure('BAD_INPUT', `${path} has no table "${wanted}"; it has ${tables.map((name) => `"${name}"`).join(', ')}`);
}

async function* csvOf(path: string, select: string): AsyncGenerator<Buffer> {
  const database = openUnchecked(path);
  try {
    const statement = explained(path, () => database.prepare<[], unknown[]>(select));
    if (!statement.reader || !statement.readonly)
      throw new Failure('BAD_INPUT', `the query for ${path} must select rows, and change nothing`);
    let text = csvLine(statement.columns().map(({ name }) => name));
    let rows = 0;
    for (const row of explainedRows(path, statement.raw().safeIntegers().iterate() as Iterable<unknown[]>)) {
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

function cellText(value: unknown): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  return String(value);
}

function withDatabase<Result>(path: string, look: (database: ReturnType<typeof openUnchecked>) => Result): Result {
  const database = openUnchecked(path);
  try {
    return explained(path, () => look(database));
  } finally {
    database.close();
  }
}

function* explainedRows(path: string, rows: Iterable<unknown[]>): Generator<unknown[]> {
  const iterator = rows[Symbol.iterator]();
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
    if (error instanceof Failure) throw error;
    const known = explainSqlite(error, path, 'BAD_INPUT');
    if (known instanceof Failure) throw known;
    throw new Failure(
      'BAD_INPUT',
      `${path} cannot be asked for these rows: ${error instanceof Error ? error.message : error}; correct the query`,
      {
        cause: error,
      },
    );
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
