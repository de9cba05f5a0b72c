import { sql } from '#core/sql/sql.ts';
import { syncFile } from './closed-files.ts';
import { openTarget, run } from './open.ts';
import { openForReading } from './open-for-reading.ts';

/** Writes a copy of a workspace as it is at this moment, without its API keys and the bytes of what was ever deleted; the copy is on the disk then. */
export function writePackedCopy(workspace: string, path: string): void {
  const database = openForReading(workspace);
  try {
    run(database, sql`vacuum into ${path}`);
  } finally {
    database.close();
  }
  const copy = openTarget(path);
  try {
    // What is deleted is overwritten as well.
    copy.pragma('secure_delete = on');
    run(copy, sql`delete from api_keys`);
  } finally {
    copy.close();
  }
  syncFile(path);
}
