import type { RunDetail } from '#core/contract/runs.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** A file that was written of a run. */
type Output = RunDetail['outputs'][number];

/** Notes a file that was written of a run; a file that is written again replaces its earlier entry. */
export function addOutput(database: Database, runNo: number, output: Output, now: string): void {
  const { path, subject, what, format, rows, bytes, sha256 } = output;
  run(database, sql`delete from outputs where run_no = ${runNo} and path = ${path}`);
  run(
    database,
    sql`
      insert into outputs (run_no, path, subject, what, format, rows, bytes, sha256, written_at)
      values (${runNo}, ${path}, ${subject}, ${what}, ${format}, ${rows}, ${bytes}, ${sha256}, ${now})`,
  );
}

/** The files that were written of a run, in the order in which that was done. */
export function outputsOf(database: Database, runNo: number): readonly Output[] {
  return rowsOf(
    database,
    sql`select path, subject, what, format, rows, bytes, sha256 from outputs where run_no = ${runNo} order by id`,
  ).map(([path, subject, what, format, rows, bytes, sha256]) => ({
    path: String(path),
    subject: String(subject),
    what: String(what),
    format: String(format),
    rows: Number(rows),
    bytes: Number(bytes),
    sha256: String(sha256),
  }));
}
