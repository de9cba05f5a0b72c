import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from './open.ts';
import { openForReading } from './open-for-reading.ts';

/** The API keys of a workspace as they are stored; none of one that cannot be read. */
export function keysOf(path: string): readonly (readonly unknown[])[] {
  try {
    const database = openForReading(path);
    try {
      return rowsOf(database, sql`select name, hash, scope, author, created_at from api_keys`);
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}

/** Gives a restored workspace the keys that were valid before: a backup must not bring back one that was revoked since. */
export function keepKeys(database: Database, keys: readonly (readonly unknown[])[]): void {
  if (rowsOf(database, sql`select 1 from sqlite_schema where name = 'api_keys'`).length === 0) return;
  run(database, sql`delete from api_keys`);
  for (const [name, hash, scope, author, createdAt] of keys)
    run(
      database,
      sql`
        insert into api_keys (name, hash, scope, author, created_at)
        values (${String(name)}, ${Buffer.from(hash as Uint8Array)}, ${String(scope)}, ${String(author)}, ${String(createdAt)})`,
    );
}
