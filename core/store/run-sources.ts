import { type Extract, extract } from '#core/contract/runs.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';
import { exchangeSources, sourceById } from './sources.ts';

/** What a run reads for one dataset and how far it has come. */
export interface RunSource {
  readonly dataset: string;
  readonly sourceId: number;
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
export function addRunSource(
  database: Database,
  runNo: number,
  file: Pick<RunSource, 'dataset' | 'sourceId' | 'path' | 'sources' | 'storesRaw'>,
): void {
  run(
    database,
    sql`
      insert into run_sources (run_no, dataset, source_id, path, sources, stores_raw)
      values (${runNo}, ${file.dataset}, ${file.sourceId}, ${file.path}, ${JSON.stringify(file.sources)}, ${file.storesRaw ? 1 : 0})`,
  );
}

/** Notes how far the reading of a dataset has come; call it in the transaction of the rows themselves. */
export function checkpoint(
  database: Database,
  runNo: number,
  dataset: string,
  next: NonNullable<RunSource['next']>,
  isRead: boolean,
): void {
  run(
    database,
    sql`
      update run_sources
      set next_offset = ${next.offset}, next_line = ${next.line}, next_row = ${next.row}, prefix_bytes = ${next.bytes},
        prefix_digest = ${next.digest}, is_read = ${isRead ? 1 : 0}
      where run_no = ${runNo}
        and dataset = ${dataset}`,
  );
}

/** Notes what came in of a dataset. */
export function noteExtract(database: Database, runNo: number, dataset: string, extract: Extract): void {
  run(
    database,
    sql`update run_sources set extract = ${JSON.stringify(extract)} where run_no = ${runNo} and dataset = ${dataset}`,
  );
}

/** What came in of each dataset of a run. */
export function extractsOf(database: Database, runNo: number): ReadonlyMap<string, Extract> {
  const rows = rowsOf(
    database,
    sql`select dataset, extract from run_sources where run_no = ${runNo} and extract is not null order by dataset`,
  );
  return new Map(rows.map(([dataset, text]) => [String(dataset), extract.parse(JSON.parse(String(text)))]));
}

/** What a run reads. */
export function runSources(database: Database, runNo: number): readonly RunSource[] {
  const rows = database
    .prepare<[number], Record<string, string | number | null>>('select * from run_sources where run_no = ? order by dataset')
    .all(runNo);
  return rows.map((row) => ({
    dataset: String(row['dataset']),
    sourceId: Number(row['source_id']),
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

/**
 * Lets a run go on with the raw records that an earlier one read of a dataset: they belong to its own file from now on, and its reading goes on
 * where the earlier one ended.
 */
export function goOnReading(database: Database, dataset: string, earlierNo: number, runNo: number): void {
  const sourceOf = (no: number): number =>
    Number(rowsOf(database, sql`select source_id from run_sources where run_no = ${no} and dataset = ${dataset}`)[0]?.[0]);
  const [earlier, own] = [sourceOf(earlierNo), sourceOf(runNo)];
  exchangeSources(database, earlier, own);
  run(database, sql`update run_sources set source_id = ${own} where source_id = ${earlier}`);
  run(database, sql`update run_sources set source_id = ${earlier}, is_read = 0 where run_no = ${runNo} and dataset = ${dataset}`);
}

/** The paths of the files that a dataset was read from. */
export function pathsOf(database: Database, { sourceId, path }: Pick<RunSource, 'sourceId' | 'path'>): readonly string[] {
  return sourceById(database, sourceId).parts?.map((part) => part.path) ?? [path];
}

/** The paths of all files that a run reads. */
export function sourcePaths(database: Database, runNo: number): readonly string[] {
  return runSources(database, runNo).flatMap((source) => pathsOf(database, source));
}
