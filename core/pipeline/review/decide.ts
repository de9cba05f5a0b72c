import { Failure } from '#core/contract/failure.ts';
import { severity } from '#core/contract/severity.ts';
import { type Sql, sql } from '#core/contract/sql.ts';
import { appendAudit } from '#core/database/audit.ts';
import {
  addDecision,
  type Decision,
  type DecisionKind,
  decisionsOf,
  decisionsOfBatch,
  lastBatch,
  markBatch,
  nextBatch,
} from '#core/database/decisions.ts';
import { recordsTable } from '#core/database/names.ts';
import { type Database, rowsOf } from '#core/database/open.ts';
import { updateRun } from '#core/database/runs.ts';
import { scoreOf } from '#core/quality/score.ts';
import { show } from '#core/quality/show.ts';
import { fileOf } from '../row-cells.ts';
import { settleRecord } from './settle.ts';
import { blocks, createReviewer, type Finding, type RecordVerdict, type ReviewedRun, type Reviewer } from './verdict.ts';

/** What a person decides about a record. */
export interface Wish {
  readonly dataset: string;
  readonly recordId: number;
  readonly kind: DecisionKind;
  /** Of a fix: the new text of each column. */
  readonly cells: Readonly<Record<string, string>>;
  readonly reason: string | null;
}

/** What came of a decision, or of taking one back. */
export interface Decided {
  readonly batchNo: number;
  readonly records: readonly { readonly dataset: string; readonly recordId: number; readonly state: number }[];
  /** Other records that changed their state with it. */
  readonly alongside: number;
}

/** What a record would come to with some cells written anew; nothing is stored. Throws a Failure (NOT_FOUND) where there is none. */
export function tryCells(
  database: Database,
  run: ReviewedRun,
  { dataset, recordId, cells }: Pick<Wish, 'dataset' | 'recordId' | 'cells'>,
): RecordVerdict & { readonly passes: boolean; readonly reviewer: Reviewer } {
  const reviewer = createReviewer(database, run, dataset);
  const written = new Map([...earlierFixes(database, run, dataset, recordId), ...Object.entries(cells)]);
  const verdict = reviewer.judge(recordId, written);
  if (!verdict) throw new Failure('NOT_FOUND', `there is no record ${recordId} in ${dataset}`);
  const unknown = Object.keys(cells).find((column) => !reviewer.columns.includes(column));
  if (unknown !== undefined)
    throw new Failure('BAD_INPUT', `there is no column "${unknown}"; there are ${reviewer.columns.join(', ')}`);
  return { ...verdict, passes: !blocks(verdict.findings), reviewer };
}

/**
 * Stores a decision, settles its record and those that change with it, and tells the audit log, all in one transaction. Throws a Failure
 * (CONFLICT) for a fix with which a rule is still broken: nothing of it is stored then; and (BAD_INPUT) where a reason is missing.
 */
export function decide(database: Database, run: ReviewedRun, wish: Wish, author: string, now: string): Decided {
  return database
    .transaction(() => {
      const { dataset, recordId, kind, cells, reason } = wish;
      if (kind !== 'fixed' && (reason === null || reason.trim() === ''))
        throw new Failure('BAD_INPUT', 'say why: a record is waived or rejected with a reason');
      if (kind === 'fixed' && Object.keys(cells).length === 0)
        throw new Failure('BAD_INPUT', 'say which cells are to be written anew');
      const [fingerprint] =
        rowsOf(
          database,
          sql`select fingerprint from exception_rows where run_no = ${run.no} and dataset = ${dataset} and record_id = ${recordId}`,
        )[0] ?? [];
      if (fingerprint === undefined)
        throw new Failure('NOT_FOUND', `record ${recordId} of ${dataset} is no exception; there is nothing to decide`);
      const { raw, reviewer } = tryCells(database, run, wish);
      const { sources } = fileOf(database, run, dataset);
      const written = Object.fromEntries(
        Object.entries(cells).map(([column, to]) => [
          column,
          { from: raw[sources[reviewer.columns.indexOf(column)] ?? -1] ?? '', to },
        ]),
      );
      const batchNo = nextBatch(database);
      addDecision(database, run.no, {
        batchNo,
        dataset,
        recordId,
        fingerprint: String(fingerprint),
        kind,
        cells: written,
        reason,
        author,
        decidedAt: now,
      });
      const { state, alongside } = settle(database, run, reviewer, recordId);
      if (kind === 'fixed' && state !== 0) {
        const left = remaining(database, run, reviewer, recordId);
        throw new Failure(
          'CONFLICT',
          `record ${recordId} of ${dataset} still breaks a rule: ${left}. Mend that too, or waive it with a reason`,
        );
      }
      rescore(database, run);
      appendAudit(database, {
        runId: run.id,
        type: `exception ${kind}`,
        description: `${dataset} record ${recordId} ${kind}${told(written)}${reason === null ? '' : `: ${reason}`} (by ${author})`,
        count: 1 + alongside,
        timestamp: now,
      });
      return { batchNo, records: [{ dataset, recordId, state }], alongside };
    })
    .immediate();
}

/** Takes the last decisions back, or lets those taken back last hold again. Throws a Failure (NOT_FOUND) where there are none. */
export function turnBack(database: Database, run: ReviewedRun, way: 'undo' | 'redo', author: string, now: string): Decided {
  return database
    .transaction(() => {
      const batchNo = lastBatch(database, run.no, way === 'redo');
      if (batchNo === undefined)
        throw new Failure('NOT_FOUND', way === 'undo' ? 'there is no decision to take back' : 'no decision was taken back');
      const decisions = decisionsOfBatch(database, run.no, batchNo);
      markBatch(database, run.no, batchNo, way === 'undo' ? now : null);
      let alongside = 0;
      const records = decisions.map(({ dataset, recordId }) => {
        const settled = settle(database, run, createReviewer(database, run, dataset), recordId);
        alongside += settled.alongside;
        return { dataset, recordId, state: settled.state };
      });
      rescore(database, run);
      appendAudit(database, {
        runId: run.id,
        type: way === 'undo' ? 'decision undone' : 'decision redone',
        description: `${decisions.map(({ dataset, recordId, kind }) => `${dataset} record ${recordId} ${kind}`).join(', ')} (by ${author})`,
        count: decisions.length + alongside,
        timestamp: now,
      });
      return { batchNo, records, alongside };
    })
    .immediate();
}

/**
 * Lets the decisions of an earlier run hold in a new one where they still fit: the same fingerprint waits there, and a fix replaces the same
 * text. Returns how many hold again and those that no longer fit. Call it before the accounts are closed.
 */
export function carryOver(
  database: Database,
  run: ReviewedRun,
  earlier: readonly Decision[],
): { readonly held: number; readonly unfit: number } {
  const reviewers = new Map<string, Reviewer>();
  let held = 0;
  let unfit = 0;
  for (const decision of earlier.filter(({ isUndone }) => !isUndone)) {
    if (!Object.hasOwn(run.pipeline.datasets, decision.dataset)) continue;
    const [recordId] =
      rowsOf(
        database,
        sql`select record_id from exception_rows where run_no = ${run.no} and dataset = ${decision.dataset} and fingerprint = ${decision.fingerprint} and is_structural = 0`,
      )[0]?.map(Number) ?? [];
    if (recordId === undefined) continue;
    const reviewer = reviewers.get(decision.dataset) ?? createReviewer(database, run, decision.dataset);
    reviewers.set(decision.dataset, reviewer);
    if (decisionsOf(database, run.no, decision.dataset, recordId).some(({ decidedAt }) => decidedAt === decision.decidedAt))
      continue;
    if (!fits(database, run, reviewer, recordId, decision)) {
      unfit++;
      continue;
    }
    addDecision(database, run.no, { ...decision, recordId });
    settle(database, run, reviewer, recordId);
    held++;
  }
  return { held, unfit };
}

function fits(database: Database, run: ReviewedRun, reviewer: Reviewer, recordId: number, { cells }: Decision): boolean {
  const { sources } = fileOf(database, run, reviewer.dataset);
  const raw = reviewer.judge(recordId, new Map())?.raw ?? [];
  return Object.entries(cells).every(([column, { from }]) => raw[sources[reviewer.columns.indexOf(column)] ?? -1] === from);
}

/** Settles a record, and every other whose uniqueness it touches. */
function settle(
  database: Database,
  run: ReviewedRun,
  reviewer: Reviewer,
  recordId: number,
): { readonly state: number; readonly alongside: number } {
  const settled = settleRecord(database, run, reviewer, recordId);
  if (!settled)
    throw new Failure(
      'BAD_INPUT',
      `record ${recordId} is a broken line: it could not be told apart into cells, so it can only be mended in the file`,
    );
  const alongside = settled.others.filter((other) => {
    const before = stateOf(database, recordsTable(reviewer.dataset, run.no), other);
    return settleRecord(database, run, reviewer, other)?.state !== before;
  }).length;
  return { state: settled.state, alongside };
}

function stateOf(database: Database, table: Sql, id: number): number {
  return Number(rowsOf(database, sql`select state from ${table} where id = ${id}`)[0]?.[0]);
}

function earlierFixes(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  recordId: number,
): readonly (readonly [string, string])[] {
  return decisionsOf(database, run.no, dataset, recordId).flatMap(({ cells }) =>
    Object.entries(cells).map(([column, { to }]) => [column, to] as const),
  );
}

function remaining(database: Database, run: ReviewedRun, reviewer: Reviewer, recordId: number): string {
  const written = new Map(earlierFixes(database, run, reviewer.dataset, recordId));
  const findings: readonly Finding[] = [
    ...(reviewer.judge(recordId, written)?.findings ?? []),
    ...reviewer.judgeAmongOthers(recordId),
  ];
  return findings.map(({ reason }) => reason).join('; ') || 'one that only a run can judge';
}

/** The score follows the counts of the rules. */
function rescore(database: Database, run: ReviewedRun): void {
  const rules = rowsOf(
    database,
    sql`select severity, checked, failed from rule_results where run_no = ${run.no} and status = 'evaluated'`,
  ).map(([level, checked, failed]) => ({ severity: severity.parse(level), checked: Number(checked), failed: Number(failed) }));
  const { failedWeight, checkedWeight } = scoreOf(rules, run.pipeline.score);
  updateRun(database, run.no, { failed_weight: failedWeight, checked_weight: checkedWeight });
}

function told(cells: Decision['cells']): string {
  const parts = Object.entries(cells).map(([column, { from, to }]) => `${column} ${show(from)} → ${show(to)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
