import { sql } from '#core/sql/sql.ts';
import { type Database, run } from '#core/workspace/open.ts';

/** What a run reads for one dataset and how far it has come. */
export interface RunFile {
  readonly dataset: string;
  readonly fileId: number;
  readonly path: string;
  readonly sources: readonly number[];
  readonly storesRaw: boolean;
  readonly isRead: boolean;
  readonly next: {
    readonly offset: number;
    readonly line: number;
    readonly row: number;
    readonly bytes: number;
    readonly digest: string;
  } | null;
}

/** Adds what a run will read. */
export function addRunFile(
  database: Database,
  runNo: number,
  file: Pick<RunFile, 'dataset' | 'fileId' | 'path' | 'sources' | 'storesRaw'>,
): void {
  run(
    database,
    sql`
      insert into run_files (run_no, dataset, file_id, path, sources, stores_raw)
      values (${runNo}, ${file.dataset}, ${file.fileId}, ${file.path}, ${JSON.stringify(file.sources)}, ${file.storesRaw ? 1 : 0})`,
  );
}

/** Notes how far the reading of a dataset has come; call it in the transaction of the rows themselves. */
export function checkpoint(
  database: Database,
  runNo: number,
  dataset: string,
  next: NonNullable<RunFile['next']>,
  isRead: boolean,
): void {
  run(
    database,
    sql`
      update run_files
      set next_offset = ${next.offset}, next_line = ${next.line}, next_row = ${next.row}, prefix_bytes = ${next.bytes},
        prefix_digest = ${next.digest}, is_read = ${isRead ? 1 : 0}
      where run_no = ${runNo}
        and dataset = ${dataset}`,
  );
}

/** What a run reads. */
export function runFiles(database: Database, runNo: number): readonly RunFile[] {
  const rows = database
    .prepare<[number], Record<string, string | number | null>>('select * from run_files where run_no = ? order by dataset')
    .all(runNo);
  return rows.map((row) => ({
    dataset: String(row['dataset']),
    fileId: Number(row['file_id']),
    path: String(row['path']),
    sources: JSON.parse(String(row['sources'])) as readonly number[],
    storesRaw: row['stores_raw'] === 1,
    isRead: row['is_read'] === 1,
    next:
      row['next_offset'] === null
        ? null
        : {
            offset: Number(row['next_offset']),
            line: Number(row['next_line']),
            row: Number(row['next_row']),
            bytes: Number(row['prefix_bytes']),
            digest: String(row['prefix_digest']),
          },
  }));
}
