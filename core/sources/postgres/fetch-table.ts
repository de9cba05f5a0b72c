import { createWriteStream, rmSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '#core/contract/failure.ts';
import { type PostgresClient, reasonOf } from './connect.ts';

/** A table of a server, or a query over its tables. */
export interface ServerTable {
  readonly table?: string | undefined;
  readonly query?: string | undefined;
}

/** What the name of a file ends with that holds the rows of a table of a server, as CSV. */
export const fetchedSuffix = '.fetched.csv';

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
  const selected =
    wanted.query === undefined ? `select * from ${quotedTable(wanted.table ?? '')}` : wanted.query.replace(/[\s;]+$/, '');
  let bytes = 0;
  const counting = new Transform({
    transform: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      tell(bytes);
      done(undefined, chunk);
    },
  });
  try {
    const rows = client.query(to(`copy (${selected}\n) to stdout with (format csv, header true, encoding 'UTF8')`));
    await pipeline(rows, counting, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    rmSync(path, { force: true });
    const what = wanted.query === undefined ? `the table ${wanted.table}` : 'the query';
    throw new Failure('BAD_INPUT', `${what} cannot be read from PostgreSQL: ${reasonOf(error)}`, { cause: error });
  }
}

/** The name of a table as SQL: `schema.table`, or one name. */
function quotedTable(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}
