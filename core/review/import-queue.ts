import { Failure } from '#core/contract/failure.ts';
import { fromSpreadsheetSafe, makeSpreadsheetSafe } from '#core/contract/spreadsheet-safe.ts';
import { nameInQueue } from '#core/exports/rows-of-export.ts';
import { show } from '#core/quality/show.ts';
import { fileOf } from '#core/records/row-cells.ts';
import { sql } from '#core/sql/sql.ts';
import { decisionsOf } from '#core/store/decisions.ts';
import { lineShape } from '#core/store/findings.ts';
import { sourceById } from '#core/store/sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { writtenBy } from './holding.ts';
import { createReviewer } from './reviewer.ts';
import type { ReviewedRun } from './verdict.ts';

/** What came back of exceptions that were worked on elsewhere. */
export interface Returned {
  /** New texts by record and column. */
  readonly cells: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly unchanged: number;
  /** Rows that are not taken over, with the reason. */
  readonly conflicts: readonly { readonly recordId: number; readonly why: string }[];
}

/** Columns of an exported queue that say which record a row is. */
const hidden = ['record_id', 'fingerprint'] as const;
const mostConflicts = 1000;
/** Records of one key that are looked at. */
const mostAlike = 100;

/**
 * Compares an exported queue that was worked on with the records as they are now: by fingerprint, cell by cell. What was decided since is a
 * conflict and is left alone; what is the same already is unchanged. Throws a Failure (BAD_INPUT) for a table that is no queue.
 */
export function readQueue(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  [header = [], ...rows]: readonly (readonly string[])[],
): Returned {
  const places = hidden.map((name) => header.indexOf(name));
  if (places.includes(-1))
    throw new Failure(
      'BAD_INPUT',
      'this is not an exported queue of exceptions: its columns record_id and fingerprint are missing',
    );
  const [idPlace = 0, fingerprintPlace = 0] = places;
  const reviewer = createReviewer(database, run, dataset);
  const { sourceId, sources } = fileOf(database, run, dataset);
  const { names } = sourceById(database, sourceId);
  const columns = reviewer.columns.flatMap((column, place) => {
    const name = names[sources[place] ?? -1];
    const at = name === undefined ? -1 : header.indexOf(nameInQueue(name));
    return at < 0 ? [] : [{ column, at, source: sources[place] ?? -1 }];
  });
  const cells: Record<string, Record<string, string>> = {};
  const conflicts: { recordId: number; why: string }[] = [];
  const twice = new Set<number>();
  let unchanged = 0;
  for (const row of rows) {
    const told = Number(row[idPlace] ?? '');
    const recordId = Number.isSafeInteger(told) ? told : 0;
    const conflict = (why: string): void => void (conflicts.length < mostConflicts && conflicts.push({ recordId, why }));
    const alike = (id: number): number => {
      const raw = reviewer.rawOf(id) ?? [];
      return columns.filter(({ at, source }) => row[at] === raw[source]).length;
    };
    const found = recordWith(database, run, dataset, recordId, row[fingerprintPlace] ?? '', alike);
    if (!found) {
      conflict('no such exception is here: it belongs to another file or an older run');
      continue;
    }
    // A broken line has no cells that could come back.
    if (found.isStructural) {
      unchanged++;
      continue;
    }
    const raw = reviewer.rawOf(found.id) ?? [];
    const own = columns.flatMap(({ column, at, source }) => {
      const text = row[at] ?? '';
      const before = raw[source] ?? '';
      return text === before || text === makeSpreadsheetSafe(before) ? [] : [[column, unescaped(text)] as const];
    });
    const written = writtenBy(decisionsOf(database, run.no, dataset, found.id));
    const fresh = own.filter(([column, text]) => written.get(column) !== text);
    const taken = fresh.find(([column]) => written.has(column));
    if (fresh.length === 0) unchanged++;
    else if (found.status !== 'open') conflict(`it was ${found.status} here in the meantime`);
    else if (taken)
      conflict(`${taken[0]} was changed here in the meantime: ${show(written.get(taken[0]) ?? '')}, not ${show(taken[1])}`);
    else if (
      Object.hasOwn(cells, String(found.id)) &&
      JSON.stringify(cells[String(found.id)]) !== JSON.stringify(Object.fromEntries(fresh))
    ) {
      twice.add(found.id);
    } else cells[String(found.id)] = Object.fromEntries(fresh);
  }
  for (const recordId of twice) {
    delete cells[String(recordId)];
    conflicts.push({ recordId, why: 'the file holds it more than once, with different texts' });
  }
  return { cells, unchanged, conflicts };
}

/** The exception with a fingerprint: the one of that number, or where lines moved since the one that is most `alike`. */
function recordWith(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  recordId: number,
  fingerprint: string,
  alike: (id: number) => number,
): { readonly id: number; readonly status: string; readonly isStructural: boolean } | undefined {
  const own = sql`select record_id, status, is_structural from exception_rows where run_no = ${run.no} and dataset = ${dataset}`;
  const [same] = rowsOf(database, sql`${own} and record_id = ${recordId} and fingerprint = ${fingerprint}`);
  const moved = same ? [] : rowsOf(database, sql`${own} and fingerprint = ${fingerprint} order by record_id limit ${mostAlike}`);
  const [row] = same ? [same] : [...moved].sort((a, b) => alike(Number(b[0])) - alike(Number(a[0])));
  return row && { id: Number(row[0]), status: String(row[1]), isStructural: row[2] === lineShape.broken };
}

/** A text without the apostrophes that kept a spreadsheet from running it. */
function unescaped(text: string): string {
  const plain = fromSpreadsheetSafe(text);
  return makeSpreadsheetSafe(plain) === text ? plain : text;
}
