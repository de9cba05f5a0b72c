import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '#core/contract/failure.ts';
import { columnsOfQuery, type PostgresClient, reasonOf } from './connect.ts';

/** A table of a server, or a query over its tables. */
export interface ServerTable {
  readonly table?: string | undefined;
  readonly query?: string | undefined;
}

/** What the name of a file ends with that holds the rows of a table of a server, as CSV. */
export const fetchedSuffix = '.fetched.csv';

/** Where the rows of a dataset come from, as shown to people: a file, or the table that was fetched into that file. */
export function toldPath(path: string, source: (ServerTable & { readonly path: string }) | undefined): string {
  if (!path.endsWith(fetchedSuffix) || !source) return path;
  return `${source.table === undefined ? 'a query' : source.table} of PostgreSQL (${source.path})`;
}

/**
 * Writes the rows of a table into a file: CSV in UTF-8 with a header, every value as PostgreSQL writes it. `tell` hears how many bytes came.
 * Throws a Failure (BAD_INPUT) where the table cannot be read; there is no file then.
 */
export async function fetchTable(
  client: PostgresClient,
  wanted: ServerTable,
  path: string,
  tell: (bytes: number) => void,
): Promise<void> {
  const { to } = await import('pg-copy-streams');
  const part = `${path}.part`;
  let bytes = 0;
  const counting = new Transform({
    transform: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      tell(bytes);
      done(undefined, chunk);
    },
  });
  try {
    const selected = await selectOf(client, wanted);
    const rows = client.query(
      to(
        `copy (${selected.query}\n) to stdout with (format csv, header true, encoding 'UTF8'${selected.isAlone ? ', force_quote *' : ''})`,
      ),
    );
    await pipeline(rows, counting, createWriteStream(part, { mode: 0o600 }));
    // Only a whole table gets the name.
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof Failure) throw error;
    const what = wanted.query === undefined ? `the table ${wanted.table}` : 'the query';
    throw new Failure('BAD_INPUT', `${what} cannot be read from PostgreSQL: ${reasonOf(error)}`, { cause: error });
  }
}

/** The select of a table or query, of which PostgreSQL said that it is one statement. Throws what PostgreSQL says. */
async function selectOf(
  client: PostgresClient,
  wanted: ServerTable,
): Promise<{ readonly query: string; readonly isAlone: boolean }> {
  const query =
    wanted.query === undefined ? `select * from ${quotedTable(wanted.table ?? '')}` : wanted.query.replace(/[\s;]+$/, '');
  const columns = await columnsOfQuery(client, query);
  const [only] = columns;
  if (only === undefined || columns.length > 1) return { query, isAlone: false };
  // A row of one empty cell would be a blank line, which is no record.
  const column = quoted(only);
  return {
    query: `select coalesce(${column}::text, '') as ${column} from (${query}\n) as winnow_rows`,
    isAlone: true,
  };
}

/** The name of a table as SQL: `schema.table`, or one name. */
function quotedTable(name: string): string {
  return name.split('.').map(quoted).join('.');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
