import { createHash } from 'node:crypto';
import type { AuditFilter } from '#core/contract/audit.ts';
import type { AuditEventType } from '#core/contract/audit-events.ts';
import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from './open.ts';

/** One line of the audit log, before it is chained. */
export interface AuditEvent {
  readonly runId: string | null;
  readonly type: AuditEventType;
  readonly description: string;
  readonly count: number | null;
  /** ISO 8601, UTC, with microseconds. */
  readonly timestamp: string;
}

/** One line as it stands in the log. */
export interface AuditEntry extends Omit<AuditEvent, 'type'> {
  /** A newer Winnow may write types that this one does not know. */
  readonly type: string;
  readonly id: number;
  readonly prevHash: string;
  readonly hash: string;
}

const firstHash = '0'.repeat(64);

/** Appends a line to the audit log, chained to the one before; call it inside the transaction of what it tells. */
export function appendAudit(database: Database, { description, ...facts }: AuditEvent): void {
  // Half a character is stored as U+FFFD, and what is hashed must be what is stored.
  const event = { ...facts, description: description.toWellFormed() };
  const last = database
    .prepare<[], { id: number; hash: string }>('select id, hash from audit_log order by id desc limit 1')
    .get();
  const prevHash = last?.hash ?? firstHash;
  const id = (last?.id ?? 0) + 1;
  const hash = hashOf({ ...event, id, prevHash });
  run(
    database,
    sql`
      insert into audit_log (id, run_id, event_type, event_description, record_count, timestamp, prev_hash, hash)
      values (${id}, ${event.runId}, ${event.type}, ${event.description}, ${event.count}, ${event.timestamp}, ${prevHash}, ${hash})`,
  );
}

/** Lines of the audit log from behind an id on, those that are meant; newest first, `after` is the id before which they begin. */
export function auditEntries(
  database: Database,
  {
    after,
    limit,
    newestFirst = false,
    ...meant
  }: AuditFilter & { readonly after: number; readonly limit: number; readonly newestFirst?: boolean },
): AuditEntry[] {
  const place = newestFirst ? sql`(${after} = 0 or id < ${after})` : sql`id > ${after}`;
  return rowsOf(
    database,
    sql`
      select id, run_id, event_type, event_description, record_count, timestamp, prev_hash, hash
      from audit_log
      where ${place}
        and ${isMeant(meant)}
      order by id ${newestFirst ? literal('desc') : literal('asc')}
      limit ${limit}`,
  ).map(([id, runId, eventType, description, count, timestamp, prevHash, hash]) => ({
    id: Number(id),
    runId: runId === null ? null : String(runId),
    type: String(eventType),
    description: String(description),
    count: count === null ? null : Number(count),
    timestamp: String(timestamp),
    prevHash: String(prevHash),
    hash: String(hash),
  }));
}

/** The number of the last line, which moves with every run and decision. */
export function lastAuditLine(database: Database): number {
  return Number(rowsOf(database, sql`select coalesce(max(id), 0) from audit_log`)[0]?.[0]);
}

/** How many of the lines that are meant are of each type, most first. */
export function auditTypes(database: Database, meant: AuditFilter): { type: string; lines: number }[] {
  return rowsOf(
    database,
    sql`select event_type, count(*) from audit_log where ${isMeant(meant)} group by event_type order by count(*) desc, event_type`,
  ).map(([type, lines]) => ({ type: String(type), lines: Number(lines) }));
}

function isMeant({ type, runId, text, from, to }: AuditFilter): Sql {
  return join(
    [
      sql`true`,
      ...(type === undefined ? [] : [sql`event_type = ${type}`]),
      ...(runId === undefined ? [] : [sql`run_id = ${runId}`]),
      ...(text === undefined ? [] : [sql`instr(lower(event_description), lower(${text})) > 0`]),
      // What is compared has no Z behind it, so that fewer digits of a second come before more.
      ...(from === undefined ? [] : [sql`timestamp >= ${from}`]),
      ...(to === undefined ? [] : [sql`timestamp < ${to}`]),
    ],
    ' and ',
  );
}

/** The lines of a run, in order. */
export function auditOfRun(database: Database, runId: string): readonly { readonly type: string; readonly timestamp: string }[] {
  return rowsOf(database, sql`select event_type, timestamp from audit_log where run_id = ${runId} order by id`).map(
    ([type, timestamp]) => ({ type: String(type), timestamp: String(timestamp) }),
  );
}

/** Verifies the chain: how many lines hold, and the first line that was altered, removed or put in, if any. */
export function verifyAudit(database: Database): {
  readonly verified: number;
  readonly brokenAt: number | null;
  readonly head: string;
} {
  let prevHash = firstHash;
  let verified = 0;
  for (;;) {
    const entries = auditEntries(database, { after: verified, limit: 1000 });
    if (entries.length === 0) return { verified, brokenAt: null, head: prevHash };
    for (const entry of entries) {
      const isWhole = entry.id === verified + 1 && entry.prevHash === prevHash && entry.hash === hashOf(entry);
      if (!isWhole) return { verified, brokenAt: verified + 1, head: prevHash };
      prevHash = entry.hash;
      verified++;
    }
  }
}

/** SHA-256 over the fields as a JSON array, the hash of the line before among them. */
function hashOf({ id, runId, type, description, count, timestamp, prevHash }: Omit<AuditEntry, 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([id, runId, type, description, count, timestamp, prevHash]))
    .digest('hex');
}
