import { existsSync } from 'node:fs';
import { type Database, openForReading } from '#core/database/open.ts';

/** Gives a reading connection to a workspace, opened when first needed; a workspace that is not there yet is looked for again. */
export interface WorkspaceReader {
  readonly path: string;
  readonly exists: () => boolean;
  /** Answers from one moment of the workspace: what is published meanwhile does not mix in. */
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
      return opened.transaction(() => work(opened)).deferred();
    },
    close: () => {
      database?.close();
      database = undefined;
    },
  };
}
