import { identifier, join, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';
import { createBulkInserter, insertRows } from './bulk-insert.ts';

export const decisionKinds = ['fixed', 'waived', 'rejected', 'merged', 'escalated', 'added'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** What else a decision says, by its kind. */
export interface DecisionDetails {
  /** Of a waiver: the rules that it sets aside; all where left out. */
  readonly rules?: readonly string[];
  /** Of a waiver: the last day on which it holds, `yyyy-MM-dd`. */
  readonly expiresOn?: string;
  /** Of a fix or a rejection: the raw text of other columns that the broken rules look at. */
  readonly seen?: Readonly<Record<string, string>>;
  /** Of a merge: the record that is kept. */
  readonly into?: number;
  /** Of an added value: the columns that it stands in. */
  readonly columns?: readonly string[];
  /** Of a broken line: the rule about the shape of records that it broke, and its sentence. */
  readonly broken?: { readonly rule: string; readonly reason: string };
  /** Of a record that is clean: the rule that only warned of it. */
  readonly flagged?: string;
}

/** What a person decided about one record. */
export interface Decision {
  readonly id: number;
  readonly batchNo: number;
  readonly dataset: string;
  readonly recordId: number;
  readonly fingerprint: string;
  /** A hash of the raw cells that were seen. */
  readonly content: string;
  readonly kind: DecisionKind;
  /** For each column the raw text and the one that replaces it; of a waiver what it was given for. */
  readonly cells: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
  readonly details: DecisionDetails;
  /** Where it comes from: person, suggestion, mapping, import. */
  readonly source: string;
  readonly reason: string | null;
  readonly author: string;
  readonly decidedAt: string;
  readonly isUndone: boolean;
}

/** Decisions that were made, and are taken back, together. */
export interface Batch {
  readonly batchNo: number;
  readonly label: string;
  readonly author: string;
  readonly decidedAt: string;
  readonly records: number;
  /** How many of its decisions were taken back. */
  readonly undone: number;
}

/** Begins a batch; returns its number. */
export function addBatch(
  database: Database,
  runNo: number,
  { label, author, decidedAt }: Pick<Batch, 'label' | 'author' | 'decidedAt'>,
): number {
  const { lastInsertRowid } = run(
    database,
    sql`insert into decision_batches (run_no, label, author, decided_at) values (${runNo}, ${label}, ${author}, ${decidedAt})`,
  );
  return Number(lastInsertRowid);
}

/** A function that adds decisions, in their order. */
export function createDecisionInserter(
  database: Database,
  runNo: number,
): (decisions: readonly Omit<Decision, 'id' | 'isUndone'>[]) => void {
  const columns = [
    'batch_no',
    'run_no',
    'dataset',
    'record_id',
    'fingerprint',
    'content',
    'kind',
    'cells',
    'details',
    'source',
    'reason',
    'author',
    'decided_at',
  ];
  const insert = createBulkInserter(database, sql`decisions (${join(columns.map(identifier))})`, columns.length);
  return (decisions) =>
    insertRows(
      insert,
      decisions.map(({ batchNo, dataset, recordId, fingerprint, content, kind, cells, details, ...told }) => [
        ...[batchNo, runNo, dataset, recordId, fingerprint, content, kind, JSON.stringify(cells), JSON.stringify(details)],
        ...[told.source, told.reason, told.author, told.decidedAt],
      ]),
    );
}

/** The batches of a run, newest first, from before one on. */
export function batchesOf(
  database: Database,
  runNo: number,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): readonly Batch[] {
  return rowsOf(
    database,
    sql`
      select b.batch_no, b.label, b.author, b.decided_at, count(d.id), count(d.undone_at)
      from decision_batches b
      join decisions d on d.batch_no = b.batch_no
      where (d.run_no = ${runNo} or d.kind = 'added') and (${before ?? null} is null or b.batch_no < ${before ?? null})
      group by b.batch_no
      order by b.batch_no desc
      limit ${limit}`,
  ).map(([batchNo, label, author, decidedAt, records, undone]) => ({
    batchNo: Number(batchNo),
    label: String(label),
    author: String(author),
    decidedAt: String(decidedAt),
    records: Number(records),
    undone: Number(undone),
  }));
}

/**
 * Decisions of runs before the one that was shown last about records that wait in a run, or may be warned of there, and of which that one
 * knew nothing: they were not there, or nothing was wrong with them (what waited there persists, or is remembered). Of each record those of the last run in which anybody decided about it; merges need their group.
 */
export function dormantDecisions(database: Database, runNo: number, shownNo: number): readonly Decision[] {
  return decisionsWhere(
    database,
    sql`
      undone_at is null and kind not in ('added', 'merged') and run_no < ${shownNo}
        and (
          (dataset, fingerprint) in (select dataset, fingerprint from exception_rows where run_no = ${runNo})
          or json_extract(details, '$.flagged') is not null
        )
        and (dataset, fingerprint) not in (
          select dataset, fingerprint from exception_rows where run_no = ${shownNo} or (run_no = ${runNo} and since = 'persisting')
          union
          select dataset, fingerprint from fingerprints where run_no = ${shownNo}
        )
        and (dataset, fingerprint, run_no) in (
          select dataset, fingerprint, max(run_no)
          from decisions
          join runs using (run_no)
          where kind <> 'added' and run_no < ${runNo} and status = 'succeeded'
          group by dataset, fingerprint
        )
        and not exists (
          select 1 from decisions m
          where m.run_no = decisions.run_no and m.dataset = decisions.dataset and m.record_id = decisions.record_id
            and m.kind = 'merged' and m.undone_at is null
        )`,
  );
}

/** The decisions about a record that hold, oldest first. */
export function decisionsOf(database: Database, runNo: number, dataset: string, recordId: number): readonly Decision[] {
  return decisionsWhere(
    database,
    sql`run_no = ${runNo} and dataset = ${dataset} and record_id = ${recordId} and undone_at is null`,
  );
}

/** The decisions about records that hold, by record, oldest first; those without any are left out. */
export function decisionsOfRecords(
  database: Database,
  runNo: number,
  dataset: string,
  records: readonly number[],
): ReadonlyMap<number, readonly Decision[]> {
  const found = new Map<number, Decision[]>();
  for (const decision of decisionsWhere(
    database,
    sql`run_no = ${runNo} and dataset = ${dataset} and record_id in (select value from json_each(${JSON.stringify(records)})) and undone_at is null`,
  )) {
    const own = found.get(decision.recordId) ?? [];
    found.set(decision.recordId, own);
    own.push(decision);
  }
  return found;
}

/** Every decision about a record, oldest first. */
export function historyOf(database: Database, runNo: number, dataset: string, recordId: number): readonly Decision[] {
  return decisionsWhere(database, sql`run_no = ${runNo} and dataset = ${dataset} and record_id = ${recordId}`);
}

/** All decisions of a run, oldest first. */
export function decisionsOfRun(database: Database, runNo: number): readonly Decision[] {
  return decisionsWhere(database, sql`run_no = ${runNo}`);
}

/** The decisions of a batch, of some records of it or of all. */
export function decisionsOfBatch(
  database: Database,
  runNo: number,
  batchNo: number,
  among?: { readonly dataset: string; readonly recordId: number },
): readonly Decision[] {
  const record = among ? sql`dataset = ${among.dataset} and record_id = ${among.recordId}` : sql`true`;
  // A value that was added in an earlier run holds in this one too.
  return decisionsWhere(database, sql`(run_no = ${runNo} or kind = 'added') and batch_no = ${batchNo} and ${record}`);
}

/** Lets go of the decisions of a run that nobody will see: they are copies of those of the run before it. */
export function discardDecisions(database: Database, runNo: number): void {
  run(database, sql`delete from decisions where run_no = ${runNo}`);
}

/** Marks decisions as undone, or as holding again. */
export function markDecisions(database: Database, ids: readonly number[], undoneAt: string | null): void {
  run(
    database,
    sql`update decisions set undone_at = ${undoneAt} where id in (select value from json_each(${JSON.stringify(ids)}))`,
  );
}

function decisionsWhere(database: Database, where: Sql): readonly Decision[] {
  return rowsOf(
    database,
    sql`
      select id, batch_no, dataset, record_id, fingerprint, content, kind, cells, details, source, reason, author, decided_at,
        undone_at is not null
      from decisions
      where ${where}
      order by id`,
  ).map(
    ([
      id,
      batchNo,
      dataset,
      recordId,
      fingerprint,
      content,
      kind,
      cells,
      details,
      source,
      reason,
      author,
      decidedAt,
      isUndone,
    ]) => ({
      id: Number(id),
      batchNo: Number(batchNo),
      dataset: String(dataset),
      recordId: Number(recordId),
      fingerprint: String(fingerprint),
      content: String(content),
      // Written by createDecisionInserter from these very types.
      kind: String(kind) as DecisionKind,
      cells: JSON.parse(String(cells)) as Decision['cells'],
      details: JSON.parse(String(details)) as DecisionDetails,
      source: String(source),
      reason: reason === null ? null : String(reason),
      author: String(author),
      decidedAt: String(decidedAt),
      isUndone: isUndone === 1,
    }),
  );
}

/** How many decisions of people hold in a run. */
export function activeDecisions(database: Database, runNo: number): number {
  return Number(rowsOf(database, sql`select count(*) from decisions where run_no = ${runNo} and undone_at is null`)[0]?.[0]);
}
