import { Failure } from '#core/contract/failure.ts';
import { recordState } from '#core/contract/record-state.ts';
import { severity } from '#core/contract/severity.ts';
import { scoreOf } from '#core/quality/score.ts';
import { show } from '#core/quality/show.ts';
import { sql } from '#core/sql/sql.ts';
import { addBatch, createDecisionInserter, type Decision, decisionsOf } from '#core/store/decisions.ts';
import { updateRun } from '#core/store/runs.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { assertWritable } from './assert-writable.ts';
import { createDrafter, type DecisionDraft, type Drafter } from './draft-decisions.ts';
import { pagesOf, writtenBy } from './holding.ts';
import { indexGroups } from './others.ts';
import { createReviewer, type Reviewer } from './reviewer.ts';
import { type Settled, settle } from './settle.ts';
import { voidSignOffs } from './sign-off.ts';
import { blockingOf, type Finding, type RecordVerdict, type ReviewedRun } from './verdict.ts';
import type { Wish } from './wish.ts';

/** Who decides, when, and what the batch is called. */
export interface Occasion {
  readonly label: string;
  readonly author: string;
  readonly now: string;
}

/** What came of a decision, or of taking one back. */
export interface Decided {
  readonly batchNo: number;
  readonly records: readonly { readonly dataset: string; readonly recordId: number; readonly state: number }[];
  /** Other records that changed their state with it. */
  readonly alongside: number;
  /** Those of them that wait for a person now. */
  readonly worsened: number;
}

/** What a record would come to with some cells rewritten, and what is stored of it; nothing changes. Throws a Failure (NOT_FOUND) where there is none. */
export function tryCells(
  database: Database,
  run: ReviewedRun,
  { dataset, recordId, cells }: Pick<Wish, 'dataset' | 'recordId' | 'cells'>,
  reviewer = createReviewer(database, run, dataset),
  earlier = decisionsOf(database, run.no, dataset, recordId),
): RecordVerdict & { readonly passes: boolean; readonly stored: readonly Finding[]; readonly reviewer: Reviewer } {
  const written = new Map([...writtenBy(earlier), ...Object.entries(cells)]);
  const verdict = reviewer.judge(recordId, written);
  if (!verdict) throw new Failure('NOT_FOUND', `there is no record ${recordId} in ${dataset}`);
  assertWritable(cells, reviewer);
  const stored = reviewer.foundNow(recordId);
  const findings = [
    ...verdict.findings,
    ...reviewer.judgeAmongOthers(recordId, verdict.values, { stored, columns: Object.keys(cells) }),
  ];
  return { ...verdict, findings, passes: blockingOf(findings).length === 0, stored, reviewer };
}

/**
 * Stores the decision of a person, settles its record and those that change with it, and tells the audit log, all in one transaction.
 * Throws a Failure (CONFLICT) for a fix with which a rule is still broken: nothing of it is stored then; and (BAD_INPUT) where a
 * reason is missing.
 */
export function decide(database: Database, run: ReviewedRun, wish: Wish, author: string, now: string): Decided {
  const { dataset, recordId, kind, cells, reason } = wish;
  assertWhole(wish, now);
  const occasion = { label: `${kind} ${dataset} record ${recordId}`, author, now };
  return inOneGo(database, run, now, () => {
    const made = storeWishes(database, run, occasion, [wish]);
    const state = made.settled.states.get(dataset)?.get(recordId) ?? recordState.exception;
    if (kind === 'fixed' && state !== recordState.clean) {
      const left = remaining(database, run, dataset, recordId);
      throw new Failure(
        'CONFLICT',
        `record ${recordId} of ${dataset} still breaks a rule: ${left}. Mend that too, or waive it with a reason`,
      );
    }
    const { alongside, worsened } = made.settled;
    appendAudit(database, {
      runId: run.id,
      type: `exception ${kind}`,
      description: `${dataset} record ${recordId} ${kind}${told(made.written)}${until(wish)}${reason === null ? '' : `: ${reason}`} (by ${author})`,
      count: 1 + alongside,
      timestamp: now,
    });
    return { batchNo: made.batchNo, records: [{ dataset, recordId, state }], alongside, worsened };
  });

  function until({ details }: Wish): string {
    return details.expiresOn === undefined ? '' : ` until ${details.expiresOn}`;
  }
  function told(written: Decision['cells'] | undefined): string {
    const changed = Object.keys(cells).map((column) => {
      const { from = '', to = '' } = written?.[column] ?? {};
      return `${column} ${show(from)} → ${show(to)}`;
    });
    return changed.length === 0 ? '' : ` (${changed.join(', ')})`;
  }
}

/** Does something to decisions in one transaction, and brings what follows from them in line. */
export function inOneGo<Result>(database: Database, run: ReviewedRun, now: string, work: () => Result): Result {
  return database
    .transaction(() => {
      const result = work();
      rescore(database, run);
      voidSignOffs(database, run, now);
      return result;
    })
    .immediate();
}

/** Stores decisions as one batch and settles their records. Call it in a transaction; each record must be an exception, and is named once. */
export function storeWishes(
  database: Database,
  run: ReviewedRun,
  { label, author, now }: Occasion,
  wishes: readonly Wish[],
  tell: (done: number) => void = () => {},
): { readonly batchNo: number; readonly settled: Settled; readonly written: Decision['cells'] | undefined } {
  indexGroups(database, run);
  const batchNo = addBatch(database, run.no, { label, author, decidedAt: now });
  const records = new Map<string, number[]>();
  const drafters = new Map<string, Drafter>();
  const add = createDecisionInserter(database, run.no);
  let written: Decision['cells'] | undefined;
  for (const page of pagesOf(wishes)) {
    const drafts: DecisionDraft[] = [];
    for (const [dataset, own] of Map.groupBy(page, (wish) => wish.dataset)) {
      const drafter = drafters.get(dataset) ?? createDrafter(database, run, dataset);
      drafters.set(dataset, drafter);
      const ids = own.map(({ recordId }) => recordId);
      drafter.load(ids);
      const all = records.get(dataset) ?? [];
      records.set(dataset, all);
      all.push(...ids);
      for (const wish of own) drafts.push(drafter.draft(wish, { batchNo, author, decidedAt: now }));
    }
    add(drafts);
    written = drafts.at(-1)?.cells;
  }
  return { batchNo, settled: settle(database, run, records, tell), written };
}

/** Throws a Failure (BAD_INPUT) where a decision lacks what it needs. */
export function assertWhole({ kind, cells, reason, details }: Omit<Wish, 'recordId' | 'dataset'>, now: string): void {
  if (kind !== 'fixed' && kind !== 'merged' && (reason === null || reason.trim() === ''))
    throw new Failure('BAD_INPUT', 'say why: a record is waived, rejected or escalated with a reason');
  if (kind === 'fixed' && Object.keys(cells).length === 0)
    throw new Failure('BAD_INPUT', 'name the cells to rewrite, with their new text');
  const { expiresOn, rules } = details;
  if (rules && kind !== 'waived') throw new Failure('BAD_INPUT', 'only a waiver sets rules aside');
  if (expiresOn === undefined) return;
  if (kind !== 'waived') throw new Failure('BAD_INPUT', 'only a waiver can expire');
  const day = new Date(`${expiresOn}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== expiresOn)
    throw new Failure('BAD_INPUT', `there is no day ${expiresOn}; write the last day on which the waiver holds as yyyy-MM-dd`);
  if (expiresOn < now.slice(0, 10))
    throw new Failure('BAD_INPUT', `${expiresOn} has passed already; a waiver holds until today at least`);
}

function remaining(database: Database, run: ReviewedRun, dataset: string, recordId: number): string {
  const { findings } = tryCells(database, run, { dataset, recordId, cells: {} });
  const blocking = blockingOf(findings);
  return blocking.map(({ reason }) => reason).join('; ') || 'one that only a run can judge';
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
