import { sql } from '#core/contract/sql.ts';
import { type Database, rowsOf, run } from './open.ts';

export type DecisionKind = 'fixed' | 'waived' | 'rejected';

/** What a person decided about one record. */
export interface Decision {
  readonly id: number;
  readonly batchNo: number;
  readonly dataset: string;
  readonly recordId: number;
  readonly fingerprint: string;
  readonly kind: DecisionKind;
  /** Of a fix: for each column the raw text and the one that replaces it. */
  readonly cells: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
  readonly reason: string | null;
  readonly author: string;
  readonly decidedAt: string;
  readonly isUndone: boolean;
}

/** Adds a decision; returns its id. */
export function addDecision(database: Database, runNo: number, decision: Omit<Decision, 'id' | 'isUndone'>): number {
  const { batchNo, dataset, recordId, fingerprint, kind, cells, reason, author, decidedAt } = decision;
  const { lastInsertRowid } = run(
    database,
    sql`
      insert into decisions (batch_no, run_no, dataset, record_id, fingerprint, kind, cells, reason, author, decided_at)
      values (${batchNo}, ${runNo}, ${dataset}, ${recordId}, ${fingerprint}, ${kind}, ${JSON.stringify(cells)}, ${reason}, ${author}, ${decidedAt})`,
  );
  return Number(lastInsertRowid);
}

/** The number of the next batch. */
export function nextBatch(database: Database): number {
  return Number(rowsOf(database, sql`select coalesce(max(batch_no), 0) + 1 from decisions`)[0]?.[0]);
}

/** The decisions about a record that hold, oldest first. */
export function decisionsOf(database: Database, runNo: number, dataset: string, recordId: number): readonly Decision[] {
  return decisionsWhere(
    database,
    sql`run_no = ${runNo} and dataset = ${dataset} and record_id = ${recordId} and undone_at is null`,
  );
}

/** All decisions of a run, oldest first. */
export function decisionsOfRun(database: Database, runNo: number): readonly Decision[] {
  return decisionsWhere(database, sql`run_no = ${runNo}`);
}

/** The decisions of a batch. */
export function decisionsOfBatch(database: Database, runNo: number, batchNo: number): readonly Decision[] {
  return decisionsWhere(database, sql`run_no = ${runNo} and batch_no = ${batchNo}`);
}

/** The newest batch that holds, or the newest that was undone after it. */
export function lastBatch(database: Database, runNo: number, isUndone: boolean): number | undefined {
  const [batch] =
    rowsOf(
      database,
      isUndone
        ? sql`
          select min(batch_no) from decisions
          where run_no = ${runNo} and undone_at is not null
            and batch_no > (select coalesce(max(batch_no), 0) from decisions where run_no = ${runNo} and undone_at is null)`
        : sql`select max(batch_no) from decisions where run_no = ${runNo} and undone_at is null`,
    )[0] ?? [];
  return batch === null || batch === undefined ? undefined : Number(batch);
}

/** Marks a batch as undone, or as holding again. */
export function markBatch(database: Database, runNo: number, batchNo: number, undoneAt: string | null): void {
  run(database, sql`update decisions set undone_at = ${undoneAt} where run_no = ${runNo} and batch_no = ${batchNo}`);
}

/** Replaces what the fixes of a record changed. */
export function setDecisionCells(
  database: Database,
  runNo: number,
  dataset: string,
  recordId: number,
  cells: readonly { readonly column: string; readonly before: string; readonly after: string }[],
): void {
  run(database, sql`delete from decision_cells where run_no = ${runNo} and dataset = ${dataset} and record_id = ${recordId}`);
  for (const { column, before, after } of cells)
    run(
      database,
      sql`
        insert into decision_cells (run_no, dataset, record_id, column_name, old_value, new_value)
        values (${runNo}, ${dataset}, ${recordId}, ${column}, ${before}, ${after})`,
    );
}

/** The texts that fixes gave to cells, by record and column; of some records or of all. */
export function decisionCells(
  database: Database,
  runNo: number,
  dataset: string,
  records?: readonly number[],
): ReadonlyMap<number, ReadonlyMap<string, string>> {
  const among = records === undefined ? sql`true` : sql`record_id in (select value from json_each(${JSON.stringify(records)}))`;
  const found = new Map<number, Map<string, string>>();
  for (const [record, column, text] of rowsOf(
    database,
    sql`select record_id, column_name, new_value from decision_cells where run_no = ${runNo} and dataset = ${dataset} and ${among}`,
  )) {
    const cells = found.get(Number(record)) ?? new Map<string, string>();
    found.set(Number(record), cells.set(String(column), String(text)));
  }
  return found;
}

function decisionsWhere(database: Database, where: ReturnType<typeof sql>): readonly Decision[] {
  return rowsOf(
    database,
    sql`
      select id, batch_no, dataset, record_id, fingerprint, kind, cells, reason, author, decided_at, undone_at is not null
      from decisions
      where ${where}
      order by id`,
  ).map(([id, batchNo, dataset, recordId, fingerprint, kind, cells, reason, author, decidedAt, isUndone]) => ({
    id: Number(id),
    batchNo: Number(batchNo),
    dataset: String(dataset),
    recordId: Number(recordId),
    fingerprint: String(fingerprint),
    // Written by addDecision from these very types.
    kind: String(kind) as DecisionKind,
    cells: JSON.parse(String(cells)) as Decision['cells'],
    reason: reason === null ? null : String(reason),
    author: String(author),
    decidedAt: String(decidedAt),
    isUndone: isUndone === 1,
  }));
}
