import { recordState } from '#core/contract/record-state.ts';
import type { Database } from '#core/workspace/open.ts';
import { createApplicability } from './applicability.ts';
import { withDecisions } from './holding.ts';
import { findOthers, type TouchedGroups } from './others.ts';
import { createSettler, type Settler } from './settler.ts';
import type { ReviewedRun } from './verdict.ts';

/** What came of settling records. */
export interface Settled {
  /** The state of each record that was asked for, by dataset and id. */
  readonly states: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Other records whose state changed with them. */
  readonly alongside: number;
  /** Those of them that wait for a person now. */
  readonly worsened: number;
}

/** Records by dataset. */
export type Records = ReadonlyMap<string, readonly number[]>;

/**
 * Brings everything that is stored of records in line with their raw cells and the decisions that hold: values, violations, state,
 * exception, counts and account; and of the records of any dataset that share a group with them or refer to them. It depends on nothing
 * else, so that to undo a decision is to settle its record again. Call it in a transaction. A broken line stands among the records while it is
 * mended or rejected; `groups` may name some whose members are concerned already. `decided` says which decisions count.
 */
export function settle(
  database: Database,
  run: ReviewedRun,
  records: Records,
  tell: (done: number) => void = () => {},
  groups: TouchedGroups = new Map(),
  decided: typeof withDecisions = withDecisions,
): Settled {
  const settlers = new Map<string, Settler>();
  const settlerOf = (dataset: string): Settler => {
    const settler = settlers.get(dataset) ?? createSettler(database, run, dataset);
    settlers.set(dataset, settler);
    return settler;
  };
  const applicability = createApplicability(database, run);
  const states = new Map<string, Map<number, number>>();
  /** Records to be concluded when all values are written: what they come to depends on others, or others on them. */
  const waiting = new Map<string, Set<number>>();
  let done = 0;
  for (const [dataset, ids] of records) {
    const settler = settlerOf(dataset);
    const own = new Map<number, number>();
    const bound = new Set<number>();
    states.set(dataset, own);
    waiting.set(dataset, bound);
    const load = (page: readonly number[]): void => {
      applicability.noteGroups(groups);
      settler.load(page);
      applicability.note(dataset, page);
    };
    for (const [id, decisions] of decided(database, run, dataset, ids, load)) {
      const written = settler.write(id, decisions, groups);
      if (written?.bearsOnOthers) bound.add(id);
      // A line that is broken waits as well.
      own.set(id, written && !written.bearsOnOthers ? settler.conclude(id, decisions, written, false) : recordState.exception);
      done += bound.has(id) ? 1 : 2;
      tell(done);
    }
    applicability.noteGroups(groups);
    settler.flush();
  }
  const grouped = findOthers(database, run, groups);
  let alongside = 0;
  let worsened = 0;
  for (const dataset of new Set([...waiting.keys(), ...grouped.keys()])) {
    const settler = settlerOf(dataset);
    const own = states.get(dataset);
    const bound = waiting.get(dataset);
    for (const [id, decisions] of decided(database, run, dataset, union(bound, grouped.get(dataset)), settler.load)) {
      const standing = settler.read(id, decisions);
      if (!standing) continue;
      const state = settler.conclude(id, decisions, standing, true);
      if (own?.has(id)) own.set(id, state);
      else if (state !== standing.state) {
        alongside++;
        if (state === recordState.exception) worsened++;
      }
      if (bound?.has(id)) tell(++done);
    }
  }
  for (const settler of settlers.values()) settler.close();
  applicability.store();
  return { states, alongside, worsened };
}

function union(...sets: readonly (ReadonlySet<number> | undefined)[]): readonly number[] {
  return [...new Set(sets.flatMap((set) => [...(set ?? [])]))];
}
