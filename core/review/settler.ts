import { recordState, standingOf } from '#core/contract/record-state.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { recordsTable } from '#core/sql/names.ts';
import { createCellsReplacer, type DecidedCell, decisionCells } from '#core/store/decision-cells.ts';
import type { Decision } from '#core/store/decisions.ts';
import { ruleResultIds } from '#core/store/findings.ts';
import type { Database } from '#core/workspace/open.ts';
import { createEmptiness } from './emptiness.ts';
import { createExceptionWriter } from './exception-writer.ts';
import { createFindingsWriter } from './findings-writer.ts';
import { lastDeciding, stateOf, writtenBy } from './holding.ts';
import { bondsOf, noteGroups, type TouchedGroups } from './others.ts';
import { createRecordWriter } from './record-writer.ts';
import { createReviewer } from './reviewer.ts';
import { createTallies, recountRule } from './tallies.ts';
import { type BrokenShape, blockingOf, type RecordVerdict, type ReviewedRun } from './verdict.ts';

/** Brings what is stored of single records of one dataset in line with their cells and decisions, many at a time. */
export interface Settler {
  /** Reads what is stored of some records, which are settled next; what was noted of others before is stored. */
  readonly load: (ids: readonly number[]) => void;
  /** Stores what was noted, so that it can be asked about. */
  readonly flush: () => void;
  /**
   * Notes the values of a record, and notes the groups of which it is or was a member; says where it stands then, and whether that bears
   * on others. Undefined for a line that is broken still, or again.
   */
  readonly write: (
    id: number,
    decisions: readonly Decision[],
    groups: TouchedGroups,
  ) => (Standing & { readonly bearsOnOthers: boolean }) | undefined;
  /** Where a record stands; undefined for a line that is broken. */
  readonly read: (id: number, decisions: readonly Decision[]) => Standing | undefined;
  /**
   * Notes what is wrong with a record and where it stands, which it returns. Findings of rules about groups are kept where no group changed.
   * Idempotent.
   */
  readonly conclude: (id: number, decisions: readonly Decision[], standing: Standing, isGroupChanged: boolean) => number;
  /** Stores what was noted, and the counts that follow. */
  readonly close: () => void;
}

/** A record as it is stored, and what its cells come to. */
export interface Standing {
  readonly state: number;
  readonly verdict: RecordVerdict;
}

/** Makes the settler of a dataset in a run. */
export function createSettler(database: Database, run: ReviewedRun, dataset: string): Settler {
  const tools = createTools(database, run, dataset);
  const { reviewer, tallies, findings, exceptions, records, cells, emptiness, results } = tools;
  const flush = (): void => {
    findings.flush();
    records.flush();
    exceptions.flush();
    cells.flush();
    reviewer.load([]);
  };
  return {
    load: (ids) => {
      flush();
      reviewer.load(ids);
      records.load(ids);
      exceptions.load(ids);
      cells.load(ids);
    },
    flush,
    write: createWriter(run, tools, createLineKeeper(tools)),
    read: (id, decisions) => {
      const state = records.stored(id)?.state;
      const verdict = state === undefined ? undefined : reviewer.judge(id, writtenBy(decisions));
      return verdict && state !== undefined ? { state, verdict } : undefined;
    },
    conclude: (id, decisions, { state: before, verdict }, isGroupChanged) => {
      const found = isGroupChanged ? [...verdict.findings, ...reviewer.judgeAmongOthers(id, verdict.values)] : verdict.findings;
      const kept = findings.replace(id, found, isGroupChanged);
      const state = stateOf(lastDeciding(decisions), [...blockingOf(found).map(({ rule }) => rule.id), ...kept]);
      exceptions.note({ id, state, decisions, findings: found, verdict });
      if (state !== before) {
        tallies.moved(standingOf(before).account, standingOf(state).account);
        records.change(id, { state });
      }
      const isLine = reviewer.brokenShape(id) !== undefined;
      const changes = [...writtenBy(decisions)].flatMap(([column, text]) => {
        const raw = reviewer.rawCell(verdict.raw, column);
        const after = verdict.texts[reviewer.columns.indexOf(column)] ?? text;
        // What is in a broken line is no cell, the same letters or not.
        return after === raw && !isLine ? [] : [{ column, before: raw, after }];
      });
      cells.replace(id, changes);
      return state;
    },
    close: () => {
      flush();
      tallies.store();
      for (const [index, rule] of reviewer.rules.entries()) {
        const applicable = rule.enabled ? emptiness.applicableSql(rule) : undefined;
        if (applicable) recountRule(database, results[index] ?? 0, applicable, recordsTable(dataset, run.no));
      }
    },
  };
}

/** The columns whose values are stored, computed ones among them. */
function storedNames(run: ReviewedRun, dataset: string): readonly string[] {
  return storedColumns(definitionOf(run, dataset)).map(({ name }) => name);
}

type Tools = ReturnType<typeof createTools>;

/** What settling the records of a dataset works with. */
function createTools(database: Database, run: ReviewedRun, dataset: string) {
  const reviewer = createReviewer(database, run, dataset);
  const results = ruleResultIds(database, run.no, dataset);
  const tallies = createTallies(database, run.no, dataset, results);
  return {
    reviewer,
    records: createRecordWriter(database, dataset, run.no),
    cells: createCellKeeper(database, run.no, dataset),
    results,
    tallies,
    findings: createFindingsWriter(database, reviewer, results, tallies),
    exceptions: createExceptionWriter(database, run, reviewer, results),
    emptiness: createEmptiness(reviewer, storedNames(run, dataset)),
  };
}

/** Puts broken lines among the records, and takes them from there. */
interface LineKeeper {
  /** A line counts as a record from now on, without values yet. */
  readonly admit: (id: number) => void;
  /** The line is broken again: no decision corrects it any more. */
  readonly breakAgain: (id: number, state: number, shape: BrokenShape) => void;
}

function createLineKeeper({ records, cells, tallies, findings, exceptions }: Tools): LineKeeper {
  return {
    admit: (id) => {
      records.add(id, recordState.exception);
      exceptions.setShape(id, 'settled');
      tallies.moved('structural', 'exceptions');
    },
    breakAgain: (id, state, shape) => {
      findings.replaceAll(id, shape);
      cells.replace(id, []);
      records.remove(id);
      exceptions.setShape(id, 'broken');
      tallies.moved(standingOf(state).account, 'structural');
    },
  };
}

/** Keeps which cells the fixes of records changed. */
function createCellKeeper(database: Database, runNo: number, dataset: string) {
  const replaceCells = createCellsReplacer(database, runNo, dataset);
  const changes = new Map<number, readonly DecidedCell[]>();
  let before: ReadonlyMap<number, ReadonlyMap<string, string>> = new Map();
  return {
    load: (ids: readonly number[]): void => {
      before = decisionCells(database, runNo, dataset, ids);
    },
    /** What the fixes of a record had written when it was read. */
    before: (id: number): ReadonlyMap<string, string> => before.get(id) ?? new Map(),
    replace: (id: number, cells: readonly DecidedCell[]): void => {
      if (cells.length > 0 || before.has(id)) changes.set(id, cells);
    },
    flush: (): void => {
      if (changes.size > 0) replaceCells(changes);
      changes.clear();
    },
  };
}

/** Makes what notes the values of a record. */
function createWriter(
  run: ReviewedRun,
  { records, cells, reviewer, tallies, emptiness }: Tools,
  lines: LineKeeper,
): Settler['write'] {
  const { dataset } = reviewer;
  const bonds = bondsOf(run, dataset);
  const names = storedNames(run, dataset);
  const isShapeBroken = (id: number): boolean => reviewer.foundNow(id).some(({ rule }) => reviewer.isAboutShape(rule));

  const countRules = (id: number, written: ReadonlyMap<string, string>, was: boolean, is: boolean): void => {
    if (was) tallies.applied(reviewer.applies(id, cells.before(id)), -1);
    if (is) tallies.applied(reviewer.applies(id, written), 1);
  };
  const storeValues = (
    id: number,
    after: RecordVerdict['values'],
    stored: readonly unknown[],
    from: number,
    to: number,
  ): void => {
    const values = after.flatMap((value, place) => (value === stored[place] ? [] : [[place, value] as const]));
    if (from !== to) tallies.moved(standingOf(from).account, standingOf(to).account);
    if (from !== to || values.length > 0) records.change(id, { values, ...(from !== to && { state: to }) });
  };

  return (id, decisions, groups) => {
    const shape = reviewer.brokenShape(id);
    const written = writtenBy(decisions);
    const isRecord = !shape || reviewer.mends(written) || lastDeciding(decisions)?.kind === 'rejected';
    if (shape && isRecord && !records.stored(id)) lines.admit(id);
    // The rules look at the cells of a line from the moment when it has all of them.
    const wasJudged = !shape || !isShapeBroken(id);
    const isJudged = !shape || reviewer.mends(written);
    const before = records.stored(id);
    const verdict = before && reviewer.judge(id, written);
    if (!verdict) return undefined;
    const after = verdict.values.slice(0, names.length);
    const stored = before.values;
    if (wasJudged !== isJudged || (isJudged && emptiness.isTouched(after, stored, written))) {
      emptiness.note(after, stored, wasJudged !== isJudged);
      countRules(id, written, wasJudged, isJudged);
    }
    // Whether the others must count this record has to be known before they are asked.
    const outcome = lastDeciding(decisions)?.kind;
    const setAside = outcome === 'rejected' || outcome === 'merged' ? recordState[outcome] : undefined;
    const stateBefore = before.state;
    const wasSetAside = stateBefore === recordState.rejected || stateBefore === recordState.merged;
    noteGroups(groups, run, bonds, names, stored, after, (setAside === undefined) === wasSetAside);
    if (shape && !isRecord) {
      lines.breakAgain(id, stateBefore, shape);
      return undefined;
    }
    const state = setAside ?? (wasSetAside ? recordState.exception : stateBefore);
    storeValues(id, after, stored, stateBefore, state);
    const changed = reviewer.columns.filter((_, place) => after[place] !== stored[place]);
    return { state, verdict, bearsOnOthers: reviewer.bearsOnOthers(changed) };
  };
}
