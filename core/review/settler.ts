import { recordState, standingOf } from '#core/contract/record-state.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, sql } from '#core/sql/sql.ts';
import { createCellsReplacer, type Decision, decisionCells } from '#core/store/decisions.ts';
import { ruleResultIds } from '#core/store/findings.ts';
import { commandOf, type Database, run as execute, queryOf } from '#core/workspace/open.ts';
import { createEmptiness } from './emptiness.ts';
import { createExceptionWriter } from './exception-writer.ts';
import { createFindingsWriter } from './findings-writer.ts';
import { lastDeciding, stateOf, writtenBy } from './holding.ts';
import { bondsOf, noteGroups, type TouchedGroups } from './others.ts';
import { createReviewer } from './reviewer.ts';
import { createTallies, recountRule } from './tallies.ts';
import { type BrokenShape, blockingOf, type RecordVerdict, type ReviewedRun } from './verdict.ts';

/** Brings what is stored of single records of one dataset in line with their cells and decisions. */
export interface Settler {
  /**
   * Stores the values of a record, and notes the groups of which it is or was a member; says where it stands then, and whether that bears
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
   * Stores what is wrong with a record and where it stands, which it returns. Findings of rules about groups are kept where no group changed.
   * Idempotent.
   */
  readonly conclude: (id: number, decisions: readonly Decision[], standing: Standing, isGroupChanged: boolean) => number;
  /** Stores the counts that follow. */
  readonly close: () => void;
}

/** A record as it is stored, and what its cells come to. */
export interface Standing {
  readonly state: number;
  readonly verdict: RecordVerdict;
}

/** Columns of the table of records before the values: id, state. */
const leadingColumns = 2;

/** Makes the settler of a dataset in a run. */
export function createSettler(database: Database, run: ReviewedRun, dataset: string): Settler {
  const tools = createTools(database, run, dataset);
  const { reviewer, tallies, findings, exceptions, emptiness, results, table } = tools;
  const stateAt = queryOf(database, sql`select state from ${table} where id = ?`);
  const setState = commandOf(database, sql`update ${table} set state = ? where id = ?`);
  const replaceCells = createCellsReplacer(database, run.no, dataset);
  const lines = createLineKeeper(database, tools, replaceCells);
  const write = createWriter(database, run, tools, lines);
  return {
    write,
    read: (id, decisions) => {
      const [state] = stateAt(id)[0] ?? [];
      const verdict = state === undefined ? undefined : reviewer.judge(id, writtenBy(decisions));
      return verdict && { state: Number(state), verdict };
    },
    conclude: (id, decisions, { state: before, verdict }, isGroupChanged) => {
      const found = isGroupChanged ? [...verdict.findings, ...reviewer.judgeAmongOthers(id, verdict.values)] : verdict.findings;
      const kept = findings.replace(id, found, isGroupChanged);
      const state = stateOf(lastDeciding(decisions), [...blockingOf(found).map(({ rule }) => rule.id), ...kept]);
      exceptions.note({ id, state, decisions, findings: found, verdict });
      if (state !== before) {
        tallies.moved(standingOf(before).account, standingOf(state).account);
        setState(state, id);
      }
      const isLine = reviewer.brokenShape(id) !== undefined;
      const changes = [...writtenBy(decisions)].flatMap(([column, text]) => {
        const raw = reviewer.rawCell(verdict.raw, column);
        const after = verdict.texts[reviewer.columns.indexOf(column)] ?? text;
        // What is in a broken line is no cell, the same letters or not.
        return after === raw && !isLine ? [] : [{ column, before: raw, after }];
      });
      replaceCells(id, changes);
      return state;
    },
    close: () => {
      tallies.store();
      for (const [index, rule] of reviewer.rules.entries()) {
        const applicable = rule.enabled ? emptiness.applicableSql(rule) : undefined;
        if (applicable) recountRule(database, results[index] ?? 0, applicable, table);
      }
    },
  };
}

type Tools = ReturnType<typeof createTools>;

/** What settling the records of a dataset works with. */
function createTools(database: Database, run: ReviewedRun, dataset: string) {
  const reviewer = createReviewer(database, run, dataset);
  const results = ruleResultIds(database, run.no, dataset);
  const tallies = createTallies(database, run.no, dataset, results);
  return {
    table: recordsTable(dataset, run.no),
    reviewer,
    results,
    tallies,
    findings: createFindingsWriter(database, reviewer, results, tallies),
    exceptions: createExceptionWriter(database, run, reviewer, results),
    emptiness: createEmptiness(reviewer),
  };
}

/** Puts broken lines among the records, and takes them from there. */
interface LineKeeper {
  /** A line counts as a record from now on, without values yet. */
  readonly admit: (id: number) => void;
  /** The line is broken again: no decision corrects it any more. */
  readonly breakAgain: (id: number, state: number, shape: BrokenShape) => void;
}

function createLineKeeper(
  database: Database,
  { table, tallies, findings, exceptions }: Tools,
  replaceCells: ReturnType<typeof createCellsReplacer>,
): LineKeeper {
  return {
    admit: (id) => {
      execute(database, sql`insert into ${table} (id, state) values (${id}, ${recordState.exception})`);
      exceptions.setShape(id, 'settled');
      tallies.moved('structural', 'exceptions');
    },
    breakAgain: (id, state, shape) => {
      findings.replaceAll(id, shape);
      replaceCells(id, []);
      execute(database, sql`delete from ${table} where id = ${id}`);
      exceptions.setShape(id, 'broken');
      tallies.moved(standingOf(state).account, 'structural');
    },
  };
}

/** Makes what stores the values of a record. */
function createWriter(
  database: Database,
  run: ReviewedRun,
  { table, reviewer, tallies, emptiness }: Tools,
  lines: LineKeeper,
): Settler['write'] {
  const { dataset } = reviewer;
  const bonds = bondsOf(run, dataset);
  const width = storedColumns(definitionOf(run, dataset)).length;
  const storedOf = queryOf(database, sql`select * from ${table} where id = ?`);
  const isShapeBroken = (id: number): boolean => reviewer.foundNow(id).some(({ rule }) => reviewer.isAboutShape(rule));

  const countRules = (id: number, written: ReadonlyMap<string, string>, was: boolean, is: boolean): void => {
    if (was) tallies.applied(reviewer.applies(id, decisionCells(database, run.no, dataset, [id]).get(id) ?? new Map()), -1);
    if (is) tallies.applied(reviewer.applies(id, written), 1);
  };
  const storeValues = (
    id: number,
    after: RecordVerdict['values'],
    stored: readonly unknown[],
    from: number,
    to: number,
  ): void => {
    const changed = after.flatMap((value, place) => (value === stored[place] ? [] : [sql`${valueColumn(place)} = ${value}`]));
    if (from !== to) {
      tallies.moved(standingOf(from).account, standingOf(to).account);
      changed.push(sql`state = ${to}`);
    }
    if (changed.length > 0) execute(database, sql`update ${table} set ${join(changed)} where id = ${id}`);
  };

  return (id, decisions, groups) => {
    const shape = reviewer.brokenShape(id);
    const written = writtenBy(decisions);
    const isRecord = !shape || reviewer.mends(written) || lastDeciding(decisions)?.kind === 'rejected';
    if (shape && isRecord && storedOf(id).length === 0) lines.admit(id);
    // The rules look at the cells of a line from the moment when it has all of them.
    const wasJudged = !shape || !isShapeBroken(id);
    const isJudged = !shape || reviewer.mends(written);
    const [before] = storedOf(id);
    const verdict = before && reviewer.judge(id, written);
    if (!verdict) return undefined;
    const after = verdict.values.slice(0, width);
    const stored = before.slice(leadingColumns);
    if (wasJudged !== isJudged || (isJudged && emptiness.isTouched(after, stored, written))) {
      emptiness.note(after, stored, wasJudged !== isJudged);
      countRules(id, written, wasJudged, isJudged);
    }
    // Whether the others must count this record has to be known before they are asked.
    const outcome = lastDeciding(decisions)?.kind;
    const setAside = outcome === 'rejected' || outcome === 'merged' ? recordState[outcome] : undefined;
    const stateBefore = Number(before[1]);
    const wasSetAside = stateBefore === recordState.rejected || stateBefore === recordState.merged;
    noteGroups(groups, run, bonds, reviewer.columns, stored, after, (setAside === undefined) === wasSetAside);
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
