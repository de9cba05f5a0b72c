import { existsSync } from 'node:fs';
import { type Database, explainSqlite } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';

/** Gives a reading connection to a workspace, opened when first needed; a workspace that is not there yet is looked for again. */
export interface WorkspaceReader {
  readonly path: string;
  readonly exists: () => boolean;
  /** Answers from one moment of the workspace: what is published meanwhile does not mix in. Throws a Failure (BAD_INPUT) where it is damaged. */
  readonly read: <Result>(work: (database: Database) => Result) => Result;
  readonly close: () => void;
}

/** Makes a reader of the workspace at a path. */
export function createWorkspaceReader(path: string): WorkspaceReader {
  let database: Database | undefined;
  return {
    path,
    exists: () => existsSync(path),
    read: (work) => {
      database ??= openForReading(path);
      const opened = database;
      try {
        return opened.transaction(() => work(opened)).deferred();
      } catch (error) {
        throw explainSqlite(error, path, 'BAD_INPUT');
      }
    },
    close: () => {
      database?.close();
      database = undefined;
    },
  };
}
