import { Failure } from '#core/contract/failure.ts';
import { sql } from '#core/sql/sql.ts';
import { type Decision, decisionsOf } from '#core/store/decisions.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { assertWritable } from './assert-writable.ts';
import { flagOf } from './flagged.ts';
import { writtenBy } from './holding.ts';
import { createReviewer, type Reviewer } from './reviewer.ts';
import type { BrokenShape, Finding, ReviewedRun } from './verdict.ts';
import type { Wish } from './wish.ts';

/** A decision that is not stored yet. */
export type DecisionDraft = Omit<Decision, 'id' | 'isUndone'>;

/** Makes the decisions that wishes about the records of a dataset come to. */
export interface Drafter {
  /** Reads what is stored of some records at once; wishes about them follow. */
  readonly load: (ids: readonly number[]) => void;
  /** Throws a Failure (NOT_FOUND, CONFLICT, BAD_INPUT) where a record cannot be decided about like this. */
  readonly draft: (wish: Wish, occasion: Pick<Decision, 'batchNo' | 'author' | 'decidedAt'>) => DecisionDraft;
}

/** What a decision is about, as it stands. */
interface Situation {
  readonly fingerprint: string;
  /** The rule that only warned of the record. */
  readonly flag: string | undefined;
  readonly isFlagged: boolean;
  readonly status: unknown;
  readonly shape: BrokenShape | undefined;
  readonly found: readonly Finding[];
}

/** Makes the drafter of a dataset in a run. */
export function createDrafter(database: Database, run: ReviewedRun, dataset: string): Drafter {
  const reviewer = createReviewer(database, run, dataset);
  const decisionsAbout = (recordId: number): readonly Decision[] => decisionsOf(database, run.no, dataset, recordId);
  let exceptions: ReadonlyMap<number, readonly unknown[]> = new Map();
  const situationOf = (recordId: number): Situation => {
    const [known, status, since] = exceptions.get(recordId) ?? [];
    const flagged = known === undefined ? flagOf(database, run, reviewer, recordId) : undefined;
    const fingerprint = known ?? flagged?.fingerprint;
    if (fingerprint === undefined) throw new Failure('NOT_FOUND', `record ${recordId} of ${dataset} does not exist`);
    const noted = (): string | undefined =>
      decisionsAbout(recordId).find(({ details }) => details.flagged !== undefined)?.details.flagged;
    return {
      fingerprint: String(fingerprint),
      flag: flagged?.rule ?? (since === 'flagged' ? noted() : undefined),
      isFlagged: flagged !== undefined,
      status,
      shape: reviewer.brokenShape(recordId),
      found: flagged ? reviewer.foundNow(recordId) : reviewer.blockingNow(recordId),
    };
  };
  return {
    load: (ids) => {
      reviewer.load(ids);
      const rows = rowsOf(
        database,
        sql`
          select record_id, fingerprint, status, since
          from exception_rows
          where run_no = ${run.no} and dataset = ${dataset} and record_id in (select value from json_each(${JSON.stringify(ids)}))`,
      );
      exceptions = new Map(rows.map(([id, ...exception]) => [Number(id), exception]));
    },
    draft: (wish, occasion) => {
      const situation = situationOf(wish.recordId);
      if (situation.isFlagged && wish.kind !== 'fixed' && wish.kind !== 'rejected')
        throw new Failure(
          'CONFLICT',
          `record ${wish.recordId} of ${dataset} is clean: it can be corrected, or rejected with a reason`,
        );
      assertWritable(wish.cells, reviewer);
      if (situation.shape) assertMended(wish, reviewer, decisionsAbout(wish.recordId));
      assertFits(wish, situation);
      return drafted(wish, situation, reviewer, occasion);
    },
  };
}

/** Throws a Failure (BAD_INPUT) where a decision would leave a line broken that it lets pass. */
function assertMended({ recordId, kind, cells }: Wish, reviewer: Reviewer, earlier: readonly Decision[]): void {
  if (reviewer.mends(new Map([...writtenBy(earlier), ...Object.entries(cells)]))) return;
  if (kind === 'fixed')
    throw new Failure('BAD_INPUT', `record ${recordId} is a broken line: rewrite the whole line, so that it has every cell`);
  if (kind === 'waived' || kind === 'merged')
    throw new Failure(
      'BAD_INPUT',
      `record ${recordId} is a broken line, which cannot pass as it is: rewrite it, or reject it with a reason`,
    );
}

/** Throws a Failure (CONFLICT, BAD_INPUT) where a waiver or an escalation has nothing to be about. */
function assertFits({ dataset, recordId, kind, details: { rules } }: Wish, { found, status }: Situation): void {
  if (kind === 'waived' && found.length === 0)
    throw new Failure('CONFLICT', `record ${recordId} of ${dataset} breaks no rule; there is nothing to waive`);
  if (kind === 'waived' && rules && !found.some(({ rule }) => rules.includes(rule.id)))
    throw new Failure(
      'BAD_INPUT',
      `record ${recordId} of ${dataset} does not break ${rules.join(' or ')}; there is nothing to waive`,
    );
  if (kind === 'escalated' && status !== 'open')
    throw new Failure(
      'CONFLICT',
      `record ${recordId} of ${dataset} is ${status}; take that back before it is left to somebody else`,
    );
}

function drafted(
  { dataset, recordId, kind, cells, reason, details, source }: Wish,
  { fingerprint, flag, shape, found }: Situation,
  reviewer: Reviewer,
  occasion: Pick<Decision, 'batchNo' | 'author' | 'decidedAt'>,
): DecisionDraft {
  const raw = reviewer.rawOf(recordId) ?? [];
  const rawCell = (column: string): string => reviewer.rawCell(raw, column);
  const blocking = kind === 'waived' || kind === 'fixed' || kind === 'rejected' ? found : [];
  // What the rules look at is noted: with another value there a waiver ends, and a fix is asked about again.
  const isMeant = ({ rule }: Finding): boolean => kind !== 'waived' || (details.rules?.includes(rule.id) ?? true);
  const looked = [...new Set(blocking.filter(isMeant).flatMap(({ index }) => reviewer.readBy(index)))];
  const concerned = kind === 'waived' ? looked : [];
  const seen =
    (kind === 'fixed' || kind === 'rejected') && !shape ? looked.filter((column) => !Object.hasOwn(cells, column)) : [];
  return {
    ...occasion,
    dataset,
    recordId,
    fingerprint,
    content: reviewer.contentOf(recordId),
    kind,
    cells: Object.fromEntries([
      ...concerned.map((column) => [column, { from: rawCell(column), to: rawCell(column) }] as const),
      ...Object.entries(cells).map(([column, to]) => [column, { from: rawCell(column), to }] as const),
    ]),
    details: {
      ...(kind === 'waived' && { rules: blocking.map(({ rule }) => rule.id) }),
      ...(seen.length > 0 && { seen: Object.fromEntries(seen.map((column) => [column, rawCell(column)])) }),
      ...(flag !== undefined && { flagged: flag }),
      ...(shape && { broken: { rule: reviewer.rules[shape.index]?.id ?? '', reason: shape.reason } }),
      ...details,
    },
    source,
    reason,
  };
}
