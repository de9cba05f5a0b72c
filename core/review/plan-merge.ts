import { Failure } from '#core/contract/failure.ts';
import { nullWordsOf } from '#core/quality/null-words-of.ts';
import { show } from '#core/quality/show.ts';
import { createIsEmpty } from '#core/quality/values/null-words.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { decisionsOfRecords } from '#core/store/decisions.ts';
import { uniqueColumns } from './duplicates.ts';
import { writtenBy } from './holding.ts';
import { type Merge, mergeGroups } from './merge-groups.ts';
import type { Draft } from './plan-bulk.ts';
import { blockingOf } from './verdict.ts';

/** One cell that the kept record takes from a duplicate. */
interface TakenCell {
  readonly column: string;
  readonly text: string;
  readonly from: number;
  readonly why: string;
}

/** A record of a group, with its current texts. */
interface Member {
  readonly recordId: number;
  readonly texts: readonly string[];
  readonly written: ReadonlyMap<string, string>;
}

/** Plans how groups of duplicates become one record each: the others go into the one that is kept, which takes the cells that they have right. */
export function planMerge(draft: Draft, merge: Merge, ids: readonly number[]): void {
  assertChosenByHand(draft, merge);
  let done = 0;
  const takesCells = merge.fill || Object.keys(merge.cells ?? {}).length > 0;
  for (const [keep, ...others] of mergeGroups(draft.database, draft.run, draft.dataset, merge, ids)) {
    if (keep === undefined) continue;
    done += 1 + others.length;
    draft.onRecord(done);
    if (takesCells && !planKept(draft, merge, keep, others)) continue;
    for (const recordId of others) {
      const { before } = draft.standing(recordId);
      draft.note({ recordId, before, after: {}, outcome: 'merged', why: `into record ${keep}` });
      draft.wish(recordId, { kind: 'merged', reason: merge.reason, details: { into: keep } });
    }
  }
}

/** Plans the cells that the kept record takes; false, with the reason noted, where a rule forbids them, so that nothing of the group is merged. */
function planKept(draft: Draft, merge: Merge, keep: number, others: readonly number[]): boolean {
  const { reviewer } = draft;
  const stranger = Object.values(merge.cells ?? {}).find((id) => id !== keep && !others.includes(id));
  if (stranger !== undefined)
    throw new Failure('BAD_INPUT', `record ${stranger} is not among the duplicates that are merged into record ${keep}`);
  const [kept, ...rest] = membersOf(draft, [keep, ...others]);
  if (!kept) return true;
  const taken = takenCells(reviewer.columns, kept, rest, merge, isEmptyIn(draft));
  if (taken.length === 0) return true;
  const cells = Object.fromEntries(taken.map(({ column, text }) => [column, text]));
  const before = Object.fromEntries(taken.map(({ column }) => [column, kept.texts[reviewer.columns.indexOf(column)] ?? '']));
  const broken = newlyBroken(draft, kept, cells);
  if (broken !== undefined) {
    const why = `with these cells record ${keep} would break another rule: ${broken}`;
    for (const recordId of [keep, ...others]) draft.note({ recordId, before: {}, after: {}, outcome: 'skipped', why });
    return false;
  }
  const told = taken.map(({ column, text, from, why }) => `${column} ${show(text)} from record ${from}${why}`).join('; ');
  draft.note({ recordId: keep, before, after: cells, outcome: 'open', why: `kept, with ${told}` });
  draft.wish(keep, { cells, reason: merge.reason ? `${merge.reason} (${told})` : told });
  return true;
}

function membersOf({ database, run, dataset, reviewer }: Draft, ids: readonly number[]): readonly Member[] {
  reviewer.load(ids);
  const decisions = decisionsOfRecords(database, run.no, dataset, ids);
  return ids.map((recordId) => {
    const written = writtenBy(decisions.get(recordId) ?? []);
    return { recordId, written, texts: reviewer.judge(recordId, written)?.texts ?? [] };
  });
}

/** The cells that were chosen by hand, and where empty ones are filled, the text of the first duplicate that has one. */
function takenCells(
  columns: readonly string[],
  kept: Member,
  others: readonly Member[],
  { cells = {}, fill = false }: Merge,
  isEmpty: (text: string) => boolean,
): readonly TakenCell[] {
  const chosen = new Map(Object.entries(cells));
  return columns.flatMap((column, place): readonly TakenCell[] => {
    const own = kept.texts[place] ?? '';
    const textOf = ({ texts }: Member): string => texts[place] ?? '';
    const byHand = others.find(({ recordId }) => recordId === chosen.get(column));
    if (byHand) return textOf(byHand) === own ? [] : [{ column, text: textOf(byHand), from: byHand.recordId, why: ', by hand' }];
    const filled = fill && isEmpty(own) && !chosen.has(column) ? others.find((other) => !isEmpty(textOf(other))) : undefined;
    return filled ? [{ column, text: textOf(filled), from: filled.recordId, why: ', where it was empty' }] : [];
  });
}

/** What means that a cell has no value, null words among it. */
function isEmptyIn({ run, dataset }: Draft): (text: string) => boolean {
  return createIsEmpty(nullWordsOf(run.pipeline, definitionOf(run, dataset)));
}

/** Why the record would break a rule about single records that it does not break now; undefined where it would not. */
function newlyBroken(
  { reviewer }: Draft,
  { recordId, written }: Member,
  cells: Readonly<Record<string, string>>,
): string | undefined {
  const before = new Set(reviewer.blockingNow(recordId).map(({ rule }) => rule.id));
  const findings = reviewer.judge(recordId, new Map([...written, ...Object.entries(cells)]))?.findings ?? [];
  return blockingOf(findings).find(({ rule }) => !before.has(rule.id))?.reason;
}

function assertChosenByHand({ run, dataset, reviewer }: Draft, { rule, keep, cells = {} }: Merge): void {
  const chosen = Object.keys(cells);
  if (chosen.length === 0) return;
  if (typeof keep !== 'number')
    throw new Failure('BAD_INPUT', 'cells are chosen by hand for one group: name the record that is kept by its number');
  const unknown = chosen.find((column) => !reviewer.columns.includes(column));
  if (unknown !== undefined) throw new Failure('BAD_INPUT', `there is no column "${unknown}" in ${dataset}`);
  const shared = chosen.find((column) => uniqueColumns(run, dataset, rule).includes(column));
  if (shared !== undefined)
    throw new Failure('BAD_INPUT', `${shared} is what the duplicates share, so there is nothing to choose there`);
}
