import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { hasWaited } from './standing.ts';

/** What changed among the exceptions between two runs, by fingerprint. */
export interface Since {
  /** The run before; null where there is none, and then nothing is new. */
  readonly runId: string | null;
  readonly fresh: number;
  readonly persisting: number;
  /** Found before, gone in between, or clean in the run before. */
  readonly regressed: number;
  readonly resolved: number;
}

/** The exceptions of a run, in one dataset or all, that are new and that were there in the run before, each record counted; and what of before is gone. */
export function exceptionsSince(database: Database, runNo: number, dataset: string | undefined): Since {
  const own = dataset === undefined ? sql`true` : sql`dataset = ${dataset}`;
  const [before] = rowsOf(
    database,
    sql`select run_no, run_id, finished_at from runs where run_no < ${runNo} and status = 'succeeded' order by run_no desc limit 1`,
  );
  if (!before) return { runId: null, fresh: 0, persisting: 0, regressed: 0, resolved: 0 };
  const [fresh, persisting, regressed] =
    rowsOf(
      database,
      sql`
        select count(*) filter (where since in ('new', 'decided', 'flagged')), count(*) filter (where since = 'persisting'),
          count(*) filter (where since = 'regressed')
        from exception_rows
        where run_no = ${runNo} and status = 'open' and ${own}`,
    )[0]?.map(Number) ?? [];
  // Of a run whose records were let go the fingerprints of those are kept that are gone; the others persist. What a decision had settled before that run ended did not wait in it.
  const [resolved] =
    rowsOf(
      database,
      sql`
        select count(*) from (
          select dataset, fingerprint from exception_rows where run_no = ${Number(before[0])} and ${hasWaited} and ${own}
          union
          select dataset, fingerprint from fingerprints where run_no = ${Number(before[0])} and ${own}
          union
          select dataset, fingerprint from exception_rows where run_no = ${runNo} and since = 'persisting' and ${own}
          except
          select dataset, fingerprint from exception_rows where run_no = ${runNo} and status = 'open'
          except
          select dataset, fingerprint from decisions
          where run_no = ${Number(before[0])} and undone_at is null and kind <> 'escalated' and decided_at <= ${String(before[2])}
        )`,
    )[0]?.map(Number) ?? [];
  return {
    runId: String(before[1]),
    fresh: fresh ?? 0,
    persisting: persisting ?? 0,
    regressed: regressed ?? 0,
    resolved: resolved ?? 0,
  };
}
