import Database from 'better-sqlite3';

/** Asks a workspace as any SQLite tool would: all rows of a query, as arrays. */
export function rowsOf(workspace: string, query: string): readonly (readonly unknown[])[] {
  const database = new Database(workspace, { readonly: true });
  try {
    return database.prepare<[], unknown[]>(query).raw().all();
  } finally {
    database.close();
  }
}
