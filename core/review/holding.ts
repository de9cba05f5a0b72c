import { recordState } from '#core/contract/record-state.ts';
import { type Decision, decisionsOfRecords } from '#core/store/decisions.ts';
import type { Database } from '#core/workspace/open.ts';
import type { ReviewedRun } from './verdict.ts';

const pageSize = 1000;

/** The cells that fixes rewrote. */
export function writtenBy(decisions: readonly Decision[]): ReadonlyMap<string, string> {
  return new Map(
    decisions
      .filter(({ kind }) => kind === 'fixed')
      .flatMap(({ cells }) => Object.entries(cells).map(([column, { to }]) => [column, to] as const)),
  );
}

/** The decision that says where a record stands, other than by its cells; rules that were waived one after the other are all waived by the last. */
export function lastDeciding(decisions: readonly Decision[]): Decision | undefined {
  const deciding = decisions.filter(({ kind }) => kind === 'waived' || kind === 'rejected' || kind === 'merged');
  const last = deciding.at(-1);
  if (last?.kind !== 'waived') return last;
  const waivers = deciding.slice(1 + deciding.findLastIndex(({ kind }) => kind !== 'waived'));
  const { rules: _, ...details } = last.details;
  // A waiver that names no rules is about all of them.
  const isAboutAll = waivers.some((waiver) => waiver.details.rules === undefined);
  const rules = [...new Set(waivers.flatMap((waiver) => waiver.details.rules ?? []))];
  return { ...last, details: isAboutAll ? details : { ...details, rules } };
}

/** Where a record stands by the decision that says so and the rules that it breaks and that keep it out. */
export function stateOf(last: Decision | undefined, blocking: readonly string[]): number {
  if (last?.kind === 'rejected') return recordState.rejected;
  if (last?.kind === 'merged') return recordState.merged;
  if (blocking.length === 0) return recordState.clean;
  const waived = last?.kind === 'waived' && blocking.every((id) => last.details.rules?.includes(id) ?? true);
  return waived ? recordState.waived : recordState.exception;
}

/**
 * Records in the order of the file with the decisions about them that hold, a thousand at a time; `load` may read whatever else is asked about
 * them.
 */
export function* withDecisions(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  ids: readonly number[],
  load: (page: readonly number[]) => void = () => {},
): Generator<readonly [number, readonly Decision[]]> {
  for (const page of pagesOf([...ids].sort((a, b) => a - b))) {
    const decisions = decisionsOfRecords(database, run.no, dataset, page);
    load(page);
    for (const id of page) yield [id, decisions.get(id) ?? []];
  }
}

/** The same records as if nobody had decided about any. */
export function* withoutDecisions(
  _database: Database,
  _run: ReviewedRun,
  _dataset: string,
  ids: readonly number[],
  load: (page: readonly number[]) => void = () => {},
): Generator<readonly [number, readonly Decision[]]> {
  for (const page of pagesOf(ids)) {
    load(page);
    for (const id of page) yield [id, []];
  }
}

/** Items a thousand at a time. */
export function* pagesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += pageSize) yield items.slice(at, at + pageSize);
}
