import type { Plan } from '#core/contract/plan.ts';
import { sql } from '#core/sql/sql.ts';
import { publishedRunRow } from '#core/store/runs.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { openForReading } from '#core/workspace/open-for-reading.ts';

/** How many records are listed, and for how many of them the reasons are given. */
const mostListed = 200;
const mostTold = 20;

type Compared = Plan['datasets'][number];

/** The exceptions of a dataset that wait for a person at one moment. */
export interface OpenExceptions {
  readonly dataset: string;
  /** The hash of what was read: numbers of sources are given again. */
  readonly source: string | null;
  /** The records, in their order. */
  readonly ids: readonly number[];
}

/** The exceptions of every dataset of the run that is shown which wait for a person. */
export function openExceptions(database: Database): readonly OpenExceptions[] {
  const runNo = publishedRunRow(database)?.runNo ?? null;
  const sources = rowsOf(
    database,
    sql`select r.dataset, s.sha256 from run_sources r join sources s on s.id = r.source_id where r.run_no = ${runNo} order by r.dataset`,
  );
  const waiting = database
    .prepare<[number | null, string], number>(
      `select record_id from exception_rows where run_no = ? and dataset = ? and status = 'open' order by record_id`,
    )
    .pluck();
  return sources.map(([dataset, source]) => ({
    dataset: String(dataset),
    source: source === null ? null : String(source),
    ids: waiting.all(runNo, String(dataset)),
  }));
}

/**
 * Compares the exceptions that waited with those of the run that another workspace shows, dataset by dataset. Records are the same where both
 * runs read the same file; of other files no records are listed.
 */
export function compareExceptions(
  database: Database,
  { before, other }: { readonly before: readonly OpenExceptions[]; readonly other: string },
): Compared[] {
  const planned = openForReading(other);
  try {
    const after = new Map(openExceptions(planned).map((one) => [one.dataset, one]));
    const old = new Map(before.map((one) => [one.dataset, one]));
    return [...new Set([...old.keys(), ...after.keys()])].map((dataset) => {
      const [one, two] = [old.get(dataset), after.get(dataset)];
      const isSameFile = one !== undefined && two !== undefined && one.source === two.source;
      const moved = (where: Database, from: readonly number[], against: readonly number[]): Compared['added'] =>
        isSameFile ? movedRecords(where, dataset, without(from, against)) : { count: 0, ids: [], first: [] };
      const [ids, newIds] = [one?.ids ?? [], two?.ids ?? []];
      return {
        dataset,
        exceptions: { before: ids.length, after: newIds.length },
        isSameFile,
        added: moved(planned, newIds, ids),
        resolved: moved(database, ids, newIds),
      };
    });
  } finally {
    planned.close();
  }
}

function without(ids: readonly number[], others: readonly number[]): readonly number[] {
  const known = new Set(others);
  return ids.filter((id) => !known.has(id));
}

function movedRecords(database: Database, dataset: string, ids: readonly number[]): Compared['added'] {
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
