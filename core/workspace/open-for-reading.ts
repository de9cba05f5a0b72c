import { existsSync } from 'node:fs';
import { Failure } from '#core/contract/failure.ts';
import { migrations } from './migrations.ts';
import { applicationId, type Database, openUnchecked, readPragma } from './open.ts';

/** Opens an existing workspace file for reading only. Throws a Failure where there is none, or one that this Winnow does not know. */
export function openForReading(path: string): Database {
  if (!existsSync(path)) throw new Failure('NOT_FOUND', `there is no workspace ${path}; \`winnow run\` makes one`);
  const database = openUnchecked(path);
  try {
    assertWorkspace(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Throws a Failure (BAD_INPUT) where a database is no workspace, though it may bear the mark of one, or was made by a newer Winnow. */
export function assertWorkspace(database: Database, path: string): void {
  // Somebody is about to make it.
  if (database.prepare('select count(*) from sqlite_schema').pluck().get() === 0)
    throw new Failure('NOT_FOUND', `${path} is empty; \`winnow run\` fills it`);
  const tables = database.prepare(`select count(*) from sqlite_schema where type = 'table' and name in ('runs', 'audit_log')`);
  if (readPragma(database, 'application_id') !== applicationId || tables.pluck().get() !== 2)
    throw new Failure('BAD_INPUT', `${path} is not a Winnow workspace; choose another name with --workspace`);
  const version = readPragma(database, 'user_version');
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest)
    throw new Failure(
      'BAD_INPUT',
      `${path} was made by a newer Winnow (schema ${version}, this one knows ${newest}); update Winnow to open it`,
    );
}
