import { show } from '#core/quality/show.ts';
import { createContentReader } from '#core/records/record-content.ts';
import { sql } from '#core/sql/sql.ts';
import { addComment, commentsOf } from '#core/store/comments.ts';
import { createDecisionInserter, type Decision, decisionsOfRun, dormantDecisions } from '#core/store/decisions.ts';
import { lineShape } from '#core/store/findings.ts';
import { activeMappings } from '#core/store/mappings.ts';
import { runSources } from '#core/store/run-sources.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { storeWishes } from './decide.ts';
import { flaggedByFingerprint } from './flagged.ts';
import { indexGroups } from './others.ts';
import { createReviewer, type Reviewer } from './reviewer.ts';
import { settle } from './settle.ts';
import { blockingOf, type Finding, type ReviewedRun } from './verdict.ts';
import type { Wish } from './wish.ts';

/** What became of the decisions of the run before. */
export interface CarriedOver {
  readonly held: number;
  /** Waivers whose last day has passed. */
  readonly expired: number;
  /** Decisions about records whose cells are others now. */
  readonly unfit: number;
  /** Records that learned mappings corrected. */
  readonly mapped: number;
}

/**
 * Applies the decisions of an earlier run to a new one where they still fit: a record with the same fingerprint waits there, and its cells are
 * those that the decision was about. A decision that no longer fits is noted on the record (unless the run is not to be shown) and never forced.
 * `takenOver` names the datasets whose records are those of the earlier run.
 * Then learned mappings correct what they can. Call it in a transaction before the accounts are closed; called again, it does nothing.
 */
export function carryOver(
  database: Database,
  run: ReviewedRun,
  earlierNo: number | undefined,
  now: string,
  { notes, takenOver }: { readonly notes: boolean; readonly takenOver: ReadonlyMap<string, number> },
): CarriedOver {
  const [already] = rowsOf(database, sql`select count(*) from decisions where run_no = ${run.no}`)[0] ?? [];
  const counts = { held: 0, expired: 0, unfit: 0, mapped: 0 };
  if (Number(already) > 0) return counts;
  const earlier =
    earlierNo === undefined ? [] : [...decisionsOfRun(database, earlierNo), ...dormantDecisions(database, run.no, earlierNo)];
  const holding = earlier.filter(
    ({ isUndone, kind, dataset }) => !isUndone && kind !== 'added' && Object.hasOwn(run.pipeline.datasets, dataset),
  );
  const records = new Map<string, number[]>();
  for (const [dataset, decisions] of byDataset(holding)) {
    const reviewer = createReviewer(database, run, dataset);
    const candidates = waitingByFingerprint(database, run, dataset, new Set(decisions.map(({ fingerprint }) => fingerprint)));
    const ids = new Set<number>();
    const find = createMatcher(reviewer);
    const kept: Omit<Decision, 'id' | 'isUndone'>[] = [];
    // The raw cells of records that were taken over are those of this run now.
    const holder = takenOver.has(dataset) ? run.no : (earlierNo ?? 0);
    const fileBefore = runSources(database, holder).find((file) => file.dataset === dataset)?.sourceId;
    const contentBefore = fileBefore === undefined ? () => undefined : createContentReader(database, fileBefore);
    /** The record into which another was merged: it may stand elsewhere now, but says what it said. */
    const keeperOf = ({ details: { into } }: Decision, waiting: readonly number[], merged: number): number | undefined => {
      if (into === undefined) return undefined;
      const content = contentBefore(into);
      return [into, ...waiting].find((id) => id !== merged && reviewer.contentOf(id) === content);
    };
    let flagged: ReadonlyMap<string, readonly number[]> | undefined;
    /** Records that a decision may be about. One about what was only warned of looks for that first: others may have its key. */
    const meantBy = (decision: Decision): readonly number[] => {
      const waiting = candidates.get(decision.fingerprint);
      if (decision.details.flagged === undefined) return waiting ?? unchangedAt(reviewer, decision);
      flagged ??= flaggedByFingerprint(
        database,
        run,
        reviewer,
        decisions.some(({ details }) => details.flagged === ''),
      );
      return [...new Set([...unchangedAt(reviewer, decision), ...(flagged.get(decision.fingerprint) ?? []), ...(waiting ?? [])])];
    };
    for (const decision of decisions) {
      const waiting = meantBy(decision);
      // What is wrong no more was mended where it comes from.
      if (waiting.length === 0) continue;
      if (decision.details.expiresOn !== undefined && decision.details.expiresOn < now.slice(0, 10)) {
        counts.expired++;
        if (notes) noteUnfit(database, decision, `the waiver ended on ${decision.details.expiresOn}`, now);
        continue;
      }
      const recordId = find(decision, waiting);
      const into = recordId === undefined ? undefined : keeperOf(decision, waiting, recordId);
      if (recordId === undefined || (decision.kind === 'merged' && into === undefined)) {
        counts.unfit++;
        if (notes)
          noteUnfit(database, decision, `an earlier decision no longer fits: ${decision.kind}${cellsTold(decision)}`, now);
        continue;
      }
      const shape = reviewer.brokenShape(recordId);
      const broken = shape && { rule: reviewer.rules[shape.index]?.id ?? '', reason: shape.reason };
      const details = { ...decision.details, ...(broken && { broken }), ...(into !== undefined && { into }) };
      kept.push({ ...decision, recordId, details });
      ids.add(recordId);
      counts.held++;
    }
    createDecisionInserter(database, run.no)(kept);
    if (ids.size > 0) records.set(dataset, [...ids]);
  }
  if (records.size > 0) {
    indexGroups(database, run);
    settle(database, run, records);
  }
  return { ...counts, mapped: applyMappings(database, run, now) };
}

/** Mends what learned mappings know, among the records that wait. */
function applyMappings(database: Database, run: ReviewedRun, now: string): number {
  let mapped = 0;
  for (const [dataset, mappings] of byDataset(activeMappings(database))) {
    if (!Object.hasOwn(run.pipeline.datasets, dataset)) continue;
    const reviewer = createReviewer(database, run, dataset);
    indexGroups(database, run);
    const known = new Map(mappings.map(({ column, from, to }) => [`${column}\u0000${from}`, to]));
    const wishes: Wish[] = [];
    for (const [id] of rowsOf(
      database,
      sql`select record_id from exception_rows where run_no = ${run.no} and dataset = ${dataset} and status = 'open' and is_structural = ${lineShape.sound} order by record_id`,
    )) {
      const recordId = Number(id);
      const verdict = reviewer.judge(recordId, new Map());
      const candidates = reviewer.columns.flatMap((column, place) => {
        const to = known.get(`${column}\u0000${verdict?.texts[place] ?? ''}`);
        return to === undefined ? [] : [[column, to] as const];
      });
      if (!verdict || candidates.length === 0) continue;
      const broken = blockingOf([...verdict.findings, ...reviewer.judgeAmongOthers(recordId, verdict.values)]);
      const wrong = new Set(broken.flatMap(({ columns }) => columns));
      const cells = Object.fromEntries(candidates.filter(([column]) => wrong.has(column)));
      if (Object.keys(cells).length > 0 && helps(reviewer, recordId, cells, broken))
        wishes.push({ dataset, recordId, kind: 'fixed', cells, reason: null, details: {}, source: 'mapping' });
    }
    if (wishes.length === 0) continue;
    const label = `learned mappings of ${dataset}`;
    storeWishes(database, run, { label, author: 'learned mappings', now }, wishes);
    mapped += wishes.length;
  }
  return mapped;
}

/** Whether texts clear a rule, and break none that was not broken. */
function helps(
  reviewer: Reviewer,
  recordId: number,
  cells: Readonly<Record<string, string>>,
  broken: readonly Finding[],
): boolean {
  const verdict = reviewer.judge(recordId, new Map(Object.entries(cells)));
  if (!verdict) return false;
  const left = blockingOf([...verdict.findings, ...reviewer.judgeAmongOthers(recordId, verdict.values)]);
  const before = new Set(broken.map(({ index }) => index));
  return left.length < broken.length && left.every(({ index }) => before.has(index));
}

function createMatcher(reviewer: Reviewer) {
  const contents = new Map<number, string>();
  const rawOf = (id: number): readonly string[] => reviewer.rawOf(id) ?? [];
  const contentAt = (id: number): string => {
    const content = contents.get(id) ?? reviewer.contentOf(id);
    contents.set(id, content);
    return content;
  };
  const fits = ({ cells, details: { seen = {} } }: Decision, id: number): boolean => {
    const raw = rawOf(id);
    const before = [...Object.entries(cells).map(([column, { from }]) => [column, from] as const), ...Object.entries(seen)];
    return before.every(([column, text]) => reviewer.rawCell(raw, column) === text);
  };
  /** A broken line is only mended by all that its file needs now. */
  const isEnough = ({ kind, cells }: Decision, id: number): boolean =>
    kind !== 'fixed' ||
    !reviewer.brokenShape(id) ||
    reviewer.mends(new Map(Object.entries(cells).map(([column, { to }]) => [column, to])));
  /** Which records were taken for those of the run before: all decisions about one go to one, those about others elsewhere. */
  const takenFor = new Map<string, number>();
  const taken = new Set<number>();
  return (decision: Decision, waiting: readonly number[]): number | undefined => {
    const { recordId: before, fingerprint, kind, content } = decision;
    // Files of several runs may have different records of one number.
    const name = `${before} ${fingerprint}`;
    const known = takenFor.get(name);
    const free = known === undefined ? waiting.filter((id) => !taken.has(id)) : waiting.filter((id) => id === known);
    const same = free.filter((id) => contentAt(id) === content);
    const found =
      same.find((id) => id === before) ?? same[0] ?? (kind === 'merged' ? undefined : free.find((id) => fits(decision, id)));
    if (found === undefined || !isEnough(decision, found)) return undefined;
    takenFor.set(name, found);
    taken.add(found);
    return found;
  };
}

/**
 * The record of a decision where it stands unchanged though nothing is wrong with it by itself: it waited because of what was decided about
 * others, or passes because of that.
 */
function unchangedAt(reviewer: Reviewer, { recordId, content }: Decision): readonly number[] {
  return reviewer.rawOf(recordId) && reviewer.contentOf(recordId) === content ? [recordId] : [];
}

function waitingByFingerprint(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [id, fingerprint] of rowsOf(
    database,
    sql`select record_id, fingerprint from exception_rows where run_no = ${run.no} and dataset = ${dataset} order by record_id`,
  )) {
    const name = String(fingerprint);
    if (!wanted.has(name)) continue;
    const ids = found.get(name) ?? [];
    found.set(name, ids);
    ids.push(Number(id));
  }
  return found;
}

function noteUnfit(database: Database, { dataset, fingerprint }: Decision, text: string, now: string): void {
  // What was told once need not be told with every run.
  const isTold = commentsOf(database, dataset, fingerprint).some((comment) => comment.text === text);
  if (!isTold) addComment(database, { dataset, fingerprint, text, author: 'Winnow', writtenAt: now });
}

function cellsTold({ cells }: Decision): string {
  const parts = Object.entries(cells).map(([column, { from, to }]) => `${column} ${show(from)} → ${show(to)}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function byDataset<Item extends { readonly dataset: string }>(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const list = found.get(item.dataset) ?? [];
    found.set(item.dataset, list);
    list.push(item);
  }
  return found;
}
