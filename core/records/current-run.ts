import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { publishedRun } from './published-run.ts';
import type { ShownRun } from './rules-of-run.ts';

/** The run that is shown, and a number that changes with everything that is done in the workspace. */
export interface CurrentRun extends ShownRun {
  readonly id: string;
  readonly today: string;
  readonly version: number;
}

/** Gives the run that is shown; its definition is read again only when another run is published. */
export function createCurrentRun(database: Database): () => CurrentRun {
  let known:
    | { readonly id: string; readonly no: number; readonly today: string; readonly pipeline: PipelineDefinition }
    | undefined;
  return () => {
    const [id] = rowsOf(database, sql`select run_id from runs where is_published = 1`)[0] ?? [];
    if (known === undefined || known.id !== id) {
      const { row, pipeline } = publishedRun(database);
      known = { id: row.runId, no: row.runNo, today: row.today, pipeline };
    }
    // Every change of state has its line in the audit log.
    const [version] = rowsOf(database, sql`select max(id) from audit_log`)[0] ?? [];
    return { ...known, version: Number(version) };
  };
}
