import type { Plan } from '#core/contract/plan.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';
import type { CurrentRun } from './current-run.ts';

/** Records that are listed, and those of them whose reasons are told. */
const mostListed = 200;
const mostTold = 20;

type Compared = Plan['datasets'][number];

/** A run of a workspace, with the dataset of it that is compared. */
interface DatasetOfRun {
  readonly database: Database;
  readonly runNo: number;
  readonly dataset: string;
}

/**
 * Compares the open exceptions of the run that is shown with those of the run that another workspace shows, dataset by dataset. Records are
 * the same where both runs read the same file; of other files no records are listed.
 */
export function compareExceptions(database: Database, current: CurrentRun, { other }: { readonly other: string }): Compared[] {
  const planned = openForReading(other);
  try {
    const plannedNo = Number(rowsOf(planned, sql`select run_no from runs where is_published = 1`)[0]?.[0]);
    return Object.keys(current.pipeline.datasets).map((dataset) =>
      compared({ database, runNo: current.no, dataset }, { database: planned, runNo: plannedNo, dataset }),
    );
  } finally {
    planned.close();
  }
}

function compared(before: DatasetOfRun, after: DatasetOfRun): Compared {
  const isSameFile = hashOf(before) === hashOf(after);
  const [old, fresh] = [openExceptions(before), openExceptions(after)];
  const moved = (of: DatasetOfRun, from: ReadonlySet<number>, against: ReadonlySet<number>): Compared['added'] =>
    isSameFile
      ? movedRecords(
          of,
          [...from].filter((id) => !against.has(id)),
        )
      : { count: 0, ids: [], first: [] };
  return {
    dataset: before.dataset,
    exceptions: { before: old.size, after: fresh.size },
    isSameFile,
    added: moved(after, fresh, old),
    resolved: moved(before, old, fresh),
  };
}

/** The hash of what was read: numbers of sources are given again. */
function hashOf({ database, runNo, dataset }: DatasetOfRun): unknown {
  return rowsOf(
    database,
    sql`
      select s.sha256
      from run_sources r
      join sources s on s.id = r.source_id
      where r.run_no = ${runNo}
        and r.dataset = ${dataset}`,
  )[0]?.[0];
}

/** The records of open exceptions, in their order. */
function openExceptions({ database, runNo, dataset }: DatasetOfRun): ReadonlySet<number> {
  const ids = database
    .prepare<[number, string], number>(
      `select record_id from exception_rows where run_no = ? and dataset = ? and status = 'open' order by record_id`,
    )
    .pluck();
  return new Set(ids.iterate(runNo, dataset));
}

function movedRecords({ database, dataset }: DatasetOfRun, ids: readonly number[]): Compared['added'] {
  const reasons = rowsOf(
    database,
    sql`
      select original_record_id, error_details
      from exceptions
      where dataset = ${dataset}
        and original_record_id in (select value from json_each(${JSON.stringify(ids.slice(0, mostTold))}))
      order by original_record_id`,
  );
  return {
    count: ids.length,
    ids: ids.slice(0, mostListed),
    first: reasons.map(([id, text]) => ({ id: Number(id), reasons: String(text) })),
  };
}
