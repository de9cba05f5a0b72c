import { Failure } from '#core/contract/failure.ts';
import type { Tell } from '#core/contract/progress.ts';
import { batchesFrom, lastBatch, lastBatchAbout } from '#core/store/batches.ts';
import {
  addBatch,
  createDecisionInserter,
  type Decision,
  decisionsOf,
  decisionsOfBatch,
  markDecisions,
} from '#core/store/decisions.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import type { Database } from '#core/workspace/open.ts';
import { settleAdded } from './added.ts';
import { type Decided, inOneGo } from './decide.ts';
import { lastDeciding } from './holding.ts';
import { indexGroups } from './others.ts';
import { settle } from './settle.ts';
import type { ReviewedRun } from './verdict.ts';

/** Which decisions are meant; the last batch where nothing is said. */
export interface Taken {
  readonly batchNo?: number | undefined;
  /** Every batch from this one on. */
  readonly fromBatch?: number | undefined;
  /** Of the batch only what concerns this record; without one, of the last about it. */
  readonly record?: { readonly dataset: string; readonly recordId: number } | undefined;
  /** Of the record only this cell. */
  readonly column?: string | undefined;
  /** Whether only to say what would come of it. */
  readonly preview?: boolean | undefined;
}

/** What taking decisions back did, or would do. */
export interface TakenBack extends Decided {
  /** Decisions about the same records that were made later and hold on. */
  readonly later: number;
}

/** Takes decisions back, or lets those taken back hold again. Throws a Failure (NOT_FOUND) where there are none. */
export function turnBack(
  database: Database,
  run: ReviewedRun,
  way: 'undo' | 'redo',
  taken: Taken,
  author: string,
  now: string,
  tell: Tell = () => {},
): TakenBack {
  return orPreview(() =>
    inOneGo(database, run, now, () => {
      indexGroups(database, run);
      if (taken.batchNo !== undefined && taken.fromBatch !== undefined)
        throw new Failure('BAD_INPUT', 'name one batch, or the one to begin with, not both');
      const batches = batchesMeant(database, run, way, taken);
      const decisions = batches
        .flatMap((batchNo) => decisionsMeant(database, run, batchNo, taken))
        .filter(({ isUndone }) => isUndone === (way === 'redo'));
      if (decisions.length === 0) throw new Failure('NOT_FOUND', nothingTo(way, taken));
      const later = way === 'undo' ? laterThan(database, run, decisions) : 0;
      const total = new Set(decisions.map(({ dataset, recordId }) => `${recordId} ${dataset}`)).size;
      tell(0, total);
      markDecisions(
        database,
        decisions.map(({ id }) => id),
        way === 'undo' ? now : null,
      );
      if (way === 'redo') assertKept(database, run, decisions);
      if (way === 'undo' && taken.column !== undefined) keepOtherCells(database, run, decisions, taken.column, author, now);
      const records = new Map<string, number[]>();
      for (const { dataset, recordId, kind } of decisions) {
        if (kind === 'added') continue;
        const ids = records.get(dataset) ?? [];
        records.set(dataset, ids);
        if (ids.at(-1) !== recordId) ids.push(recordId);
      }
      const settled = settle(database, run, new Map([...records].map(([dataset, ids]) => [dataset, [...new Set(ids)]])), (done) =>
        tell(done, total),
      );
      const children = decisions.filter(({ kind }) => kind === 'added').map((decision) => settleAdded(database, run, decision));
      const [alongside, worsened] = [settled, ...children].reduce(
        ([all, worse], one) => [all + one.alongside, worse + one.worsened],
        [0, 0],
      );
      appendAudit(database, {
        runId: run.id,
        type: way === 'undo' ? 'decision undone' : 'decision redone',
        description: `${named(decisions)} (by ${author})`,
        count: decisions.length + alongside,
        timestamp: now,
      });
      const [batchNo = 0] = batches;
      const back: TakenBack = {
        batchNo,
        records: [...settled.states].flatMap(([dataset, states]) =>
          [...states].map(([recordId, state]) => ({ dataset, recordId, state })),
        ),
        alongside,
        worsened,
        later,
      };
      if (taken.preview) throw new Unchanged(back);
      return back;
    }),
  );
}

/** The decisions of a batch to undo or redo. A record that took cells in a merge brings along the records merged into it. */
function decisionsMeant(database: Database, run: ReviewedRun, batchNo: number, { record, column }: Taken): readonly Decision[] {
  const own = decisionsOfBatch(database, run.no, batchNo, record);
  if (!record || column !== undefined || !own.some(({ kind }) => kind === 'fixed')) return own;
  const merged = decisionsOfBatch(database, run.no, batchNo).filter(
    ({ kind, dataset, details }) => kind === 'merged' && dataset === record.dataset && details.into === record.recordId,
  );
  return [...own, ...merged];
}

/** Ends a preview: everything is as it was. */
class Unchanged extends Error {
  readonly back: TakenBack;
  constructor(back: TakenBack) {
    super('only a preview');
    this.back = back;
  }
}

function orPreview(work: () => TakenBack): TakenBack {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unchanged) return error.back;
    throw error;
  }
}

/** Throws a Failure (CONFLICT) where records would be merged into one another, so that none of them stays. */
function assertKept(database: Database, run: ReviewedRun, decisions: readonly Decision[]): void {
  for (const { dataset, recordId, kind } of decisions) {
    if (kind !== 'merged') continue;
    const passed = new Set<number>();
    for (let id: number | undefined = recordId; id !== undefined; ) {
      if (passed.has(id))
        throw new Failure(
          'CONFLICT',
          `record ${recordId} of ${dataset} is the one that a later merge keeps, so its duplicates would all be gone; undo that merge first`,
        );
      passed.add(id);
      const last = lastDeciding(decisionsOf(database, run.no, dataset, id));
      id = last?.kind === 'merged' ? last.details.into : undefined;
    }
  }
}

function nothingTo(way: 'undo' | 'redo', { batchNo }: Taken): string {
  if (batchNo !== undefined)
    return way === 'undo'
      ? `there is nothing to take back in batch ${batchNo}: it does not exist, or was taken back already`
      : `nothing of batch ${batchNo} was taken back`;
  return way === 'undo'
    ? 'there is no decision to take back'
    : 'there is nothing to redo since the last decision; to redo an older one, give the number of its batch (`winnow exceptions history`)';
}

/** Renews decisions for all of their cells but one. Throws a Failure (NOT_FOUND) where none of them is about that cell. */
function keepOtherCells(
  database: Database,
  run: ReviewedRun,
  decisions: readonly Decision[],
  column: string,
  author: string,
  now: string,
): void {
  if (!decisions.some(({ kind, cells }) => kind === 'fixed' && Object.hasOwn(cells, column)))
    throw new Failure('NOT_FOUND', `no fix of this record wrote ${column}`);
  const kept = decisions.flatMap((decision) => {
    const { [column]: _, ...cells } = decision.cells;
    return decision.kind !== 'fixed' || Object.keys(cells).length > 0 ? [{ ...decision, cells }] : [];
  });
  if (kept.length === 0) return;
  const batchNo = addBatch(database, run.no, { label: `${column} taken back`, author, decidedAt: now });
  createDecisionInserter(database, run.no)(kept.map((decision) => ({ ...decision, batchNo })));
}

function batchesMeant(
  database: Database,
  run: ReviewedRun,
  way: 'undo' | 'redo',
  { batchNo, fromBatch, record }: Taken,
): readonly number[] {
  if (batchNo !== undefined) return [batchNo];
  if (fromBatch !== undefined) return batchesFrom(database, run.no, fromBatch, way === 'redo');
  const last = record ? lastBatchAbout(database, run.no, record, way === 'redo') : lastBatch(database, run.no, way === 'redo');
  return last === undefined ? [] : [last];
}

function laterThan(database: Database, run: ReviewedRun, decisions: readonly Decision[]): number {
  const taken = new Set(decisions.map(({ id }) => id));
  return decisions
    .slice(0, 10_000)
    .reduce(
      (sum, { id, dataset, recordId }) =>
        sum + decisionsOf(database, run.no, dataset, recordId).filter((other) => other.id > id && !taken.has(other.id)).length,
      0,
    );
}

function named(decisions: readonly Decision[]): string {
  const listed = decisions.slice(0, 20).map(({ dataset, recordId, kind }) => `${dataset} record ${recordId} ${kind}`);
  return `${listed.join(', ')}${decisions.length > 20 ? ` and ${decisions.length - 20} more` : ''}`;
}
