import { createHash } from 'node:crypto';
import type { SkippableStage } from '#core/contract/progress.ts';
import { type SqlValue, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';

/** A run as a workspace knows it. */
export interface RunRow {
  readonly runNo: number;
  readonly runId: string;
  readonly pipeline: string;
  readonly definitionHash: string;
  readonly appVersion: string;
  /** Stages that it did without. */
  readonly skipped: readonly SkippableStage[];
  readonly status: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly stage: string;
  readonly isPublished: boolean;
  readonly today: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly failedWeight: number | null;
  readonly checkedWeight: number | null;
  readonly error: string | null;
}

const columns = `run_no as runNo, run_id as runId, pipeline, definition_hash as definitionHash, app_version as appVersion,
  options, status, stage, is_published as isPublished, today, started_at as startedAt, finished_at as finishedAt,
  duration_ms as durationMs, failed_weight as failedWeight, checked_weight as checkedWeight, error`;

/** Adds a run that begins; returns its number. */
export function addRun(
  database: Database,
  row: Pick<RunRow, 'runId' | 'pipeline' | 'definitionHash' | 'appVersion' | 'skipped' | 'today' | 'startedAt' | 'stage'> & {
    readonly definition: string;
  },
): number {
  const { lastInsertRowid } = run(
    database,
    sql`
      insert into runs (run_id, pipeline, definition, definition_hash, app_version, options, status, stage, today, started_at)
      values (${row.runId}, ${row.pipeline}, ${row.definition}, ${row.definitionHash}, ${row.appVersion}, ${JSON.stringify({ skipped: row.skipped })},
        'running', ${row.stage}, ${row.today}, ${row.startedAt})`,
  );
  return Number(lastInsertRowid);
}

/** Runs, newest first. */
export function allRuns(database: Database, limit: number): readonly RunRow[] {
  return database.prepare<[number], StoredRun>(`select ${columns} from runs order by run_no desc limit ?`).all(limit).map(toRun);
}

/** The run that everybody sees; undefined where none has finished. */
export function publishedRunRow(database: Database): RunRow | undefined {
  const row = database.prepare<[], StoredRun>(`select ${columns} from runs where is_published = 1`).get();
  return row && toRun(row);
}

/** The definition that a run ran, as text. */
export function runDefinition(database: Database, runNo: number): string {
  return String(rowsOf(database, sql`select definition from runs where run_no = ${runNo}`)[0]?.[0]);
}

/** How many runs of a pipeline a workspace knows of. */
export function runCount(database: Database, pipeline: string): number {
  return Number(rowsOf(database, sql`select count(*) from runs where pipeline = ${pipeline}`)[0]?.[0]);
}

/** Which of the different definitions that ran in the workspace a run has, from 1. */
export function versionOf(database: Database, { definitionHash }: Pick<RunRow, 'definitionHash'>): number {
  const [version] =
    rowsOf(
      database,
      sql`
        select count(distinct definition_hash)
        from runs
        where run_no <= (select min(run_no) from runs where definition_hash = ${definitionHash})`,
    )[0] ?? [];
  return Number(version);
}

/** A run by its id; undefined where there is none. */
export function runById(database: Database, runId: string): RunRow | undefined {
  const row = database.prepare<[string], StoredRun>(`select ${columns} from runs where run_id = ?`).get(runId);
  return row && toRun(row);
}

/** The newest run that stopped before its end and can be taken up again. */
export function interruptedRun(database: Database): RunRow | undefined {
  const row = database
    .prepare<[], StoredRun>(`select ${columns} from runs where is_resumable = 1 order by run_no desc limit 1`)
    .get();
  return row && toRun(row);
}

/** Sets columns of a run. */
export function updateRun(database: Database, runNo: number, changes: Readonly<Record<string, SqlValue>>): void {
  const names = Object.keys(changes);
  database
    .prepare(`update runs set ${names.map((name) => `${name} = ?`).join(', ')} where run_no = ?`)
    .run(...Object.values(changes), runNo);
}

/** Numbers of the runs other than one whose records are still there, newest first. */
export function keptRuns(database: Database, except: number): readonly number[] {
  return rowsOf(database, sql`select run_no from runs where is_kept = 1 and run_no <> ${except} order by run_no desc`).map(
    ([runNo]) => Number(runNo),
  );
}

/** A run as SQLite gives it. */
type StoredRun = Omit<RunRow, 'skipped' | 'isPublished'> & { readonly options: string; readonly isPublished: number };

function toRun({ options, ...row }: StoredRun): RunRow {
  // Released versions stored no options.
  const { skipped = [] } = JSON.parse(options) as { readonly skipped?: readonly SkippableStage[] };
  return { ...row, skipped, isPublished: row.isPublished === 1 };
}

/** Whether a run before another one had the definition with this hash. */
export function ranBefore(database: Database, definitionHash: string, runNo: number): boolean {
  const [found] = rowsOf(
    database,
    sql`select 1 from runs where definition_hash = ${definitionHash} and run_no < ${runNo} limit 1`,
  );
  return found !== undefined;
}

/** The hash that identifies a definition. */
export function definitionHashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
