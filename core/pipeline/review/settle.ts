import { recordState } from '#core/contract/record-state.ts';
import { quarantines } from '#core/contract/severity.ts';
import { join, literal, type Sql, sql } from '#core/contract/sql.ts';
import { type Decision, setDecisionCells } from '#core/database/decisions.ts';
import { lineShape, ruleResultIds } from '#core/database/findings.ts';
import { recordsTable, valueColumn } from '#core/database/names.ts';
import { type Database, run as execute, rowsOf } from '#core/database/open.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { definitionOf } from '../row-cells.ts';
import { storedColumns } from '../value-columns.ts';
import { lastDeciding, stateOf, withDecisions, writtenBy } from './holding.ts';
import { bondsOf, findOthers, noteGroups, type TouchedGroups } from './others.ts';
import { type BrokenShape, createReviewer, type Finding, type RecordVerdict, type ReviewedRun } from './verdict.ts';

const accounts = ['clean', 'exceptions', 'waived', 'rejected', 'merged', 'structural'] as const;

/** The account of the lines that are no records, behind those of the states of records. */
const brokenAccount = accounts.indexOf('structural');

const statuses = ['fixed', 'open', 'waived', 'rejected', 'merged'] as const;

/** What came of settling records. */
export interface Settled {
  /** The state of each record that was asked for, by dataset and id. */
  readonly states: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Other records whose state changed with them. */
  readonly alongside: number;
}

/** Records by dataset. */
export type Records = ReadonlyMap<string, readonly number[]>;

/**
 * Brings everything that is stored of records in line with their raw cells and the decisions that hold: values, violations, state,
 * exception, counts and account; and of the records of any dataset that share a group with them or refer to them. It depends on nothing
 * else, so that to undo a decision is to settle its record again. Call it in a transaction. A broken line stands among the records while it is
 * mended or rejected; `groups` may name some whose members are concerned already.
 */
export function settle(
  database: Database,
  run: ReviewedRun,
  records: Records,
  tell: (done: number) => void = () => {},
  groups: TouchedGroups = new Map(),
): Settled {
  const settlers = new Map<string, Settler>();
  const settlerOf = (dataset: string): Settler => {
    const settler = settlers.get(dataset) ?? createSettler(database, run, dataset);
    settlers.set(dataset, settler);
    return settler;
  };
  let done = 0;
  /** Records that stand among others anew. */
  const moved = new Set<string>();
  // All values first: what a record comes to may depend on the others'.
  for (const [dataset, ids] of records)
    for (const [id, decisions] of withDecisions(database, run, dataset, ids)) {
      if (settlerOf(dataset).write(id, decisions, groups)) moved.add(`${dataset} ${id}`);
      tell(++done);
    }
  const grouped = findOthers(database, run, groups);
  const states = new Map<string, Map<number, number>>();
  for (const [dataset, ids] of records) {
    const own = new Map<number, number>();
    states.set(dataset, own);
    for (const [id, decisions] of withDecisions(database, run, dataset, ids)) {
      const isGroupChanged = moved.has(`${dataset} ${id}`) || (grouped.get(dataset)?.has(id) ?? false);
      const concluded = settlerOf(dataset).conclude(id, decisions, isGroupChanged);
      // A line that is broken again waits as well.
      own.set(id, concluded?.state ?? recordState.exception);
      tell(++done);
    }
  }
  let alongside = 0;
  for (const [dataset, ids] of grouped)
    for (const [id, decisions] of withDecisions(database, run, dataset, [...ids])) {
      if (states.get(dataset)?.has(id)) continue;
      const concluded = settlerOf(dataset).conclude(id, decisions, true);
      if (concluded && concluded.state !== concluded.before) alongside++;
    }
  for (const settler of settlers.values()) settler.close();
  return { states, alongside };
}

interface Settler {
  /** Stores the values of a record, and notes the groups of which it is or was a member; whether it stands among others anew. */
  readonly write: (id: number, decisions: readonly Decision[], groups: TouchedGroups) => boolean;
  /**
   * Stores what is wrong with a record and where it stands; undefined for a line that is broken still. What is said of it among others
   * stays where none of its groups changed.
   */
  readonly conclude: (
    id: number,
    decisions: readonly Decision[],
    isGroupChanged: boolean,
  ) => { readonly state: number; readonly before: number } | undefined;
  /** Stores the counts that follow. */
  readonly close: () => void;
}

function createSettler(database: Database, run: ReviewedRun, dataset: string): Settler {
  const reviewer = createReviewer(database, run, dataset);
  const definition = definitionOf(run, dataset);
  const table = recordsTable(dataset, run.no);
  const width = storedColumns(definition).length;
  const results = ruleResultIds(database, run.no, dataset);
  const bonds = bondsOf(run, dataset);
  const failed = new Map<number, number>();
  const moved = new Map<number, number>();
  const add = (counts: Map<number, number>, key: number, by: number): void => void counts.set(key, (counts.get(key) ?? 0) + by);
  const insertViolation = database.prepare('insert into violations (rule_result_id, record_id, reason) values (?, ?, ?)');
  const storedOf = (id: number) => rowsOf(database, sql`select * from ${table} where id = ${id}`)[0];

  let judged = 0;
  const judging = literal(
    results.filter((_, index) => !(reviewer.rules[index] && reviewer.isAboutShape(reviewer.rules[index]))).join(', '),
  );
  const isShapeBroken = (id: number): boolean => reviewer.foundNow(id).some(({ rule }) => reviewer.isAboutShape(rule));
  const exceptionOf = (id: number): Sql => sql`run_no = ${run.no} and dataset = ${dataset} and record_id = ${id}`;

  /** Puts the findings of a record in the place of those before; returns the blocking ones that stay. */
  const replaceFindings = (id: number, findings: readonly Finding[], isGroupChanged: boolean): readonly string[] => {
    const kept: string[] = [];
    const old = rowsOf(
      database,
      sql`select id, rule_result_id from violations where record_id = ${id} and rule_result_id in (${literal(results.join(', '))})`,
    );
    for (const [violation, result] of old) {
      const index = results.indexOf(Number(result));
      const rule = reviewer.rules[index];
      if (!rule) continue;
      if (!reviewer.canAsk(rule) || (!isGroupChanged && reviewer.isAmongOthers(rule))) {
        if (quarantines(rule.severity)) kept.push(rule.id);
        continue;
      }
      execute(database, sql`delete from violations where id = ${Number(violation)}`);
      add(failed, index, -1);
    }
    for (const { index, reason } of findings) {
      insertViolation.run(results[index] ?? 0, id, reason);
      add(failed, index, 1);
    }
    return kept;
  };

  const noteException = (
    id: number,
    state: number,
    isDecided: boolean,
    findings: readonly Finding[],
    verdict: RecordVerdict,
  ): void => {
    const status = statuses[state] ?? 'open';
    const own = exceptionOf(id);
    // A record that only the decision about another had set aside is no exception any more.
    if (state === recordState.clean && !isDecided)
      execute(database, sql`delete from exception_rows where ${own} and since = 'decided'`);
    const { changes } = execute(database, sql`update exception_rows set status = ${status} where ${own}`);
    if (changes > 0 || state === recordState.clean) return;
    const first = findings.find(({ rule }) => quarantines(rule.severity));
    const key = definition.key.map((column) => verdict.values[reviewer.columns.indexOf(column)] ?? null);
    execute(
      database,
      sql`
        insert into exception_rows (run_no, dataset, record_id, is_structural, rule_result_id, fingerprint, status, since)
        values (${run.no}, ${dataset}, ${id}, 0, ${results[first?.index ?? 0] ?? 0}, ${fingerprintOf(dataset, key, verdict.raw)},
          ${status}, 'decided')`,
    );
  };

  /** Puts a broken line among the records, without values yet. */
  const standAmongRecords = (id: number): void => {
    execute(database, sql`insert into ${table} (id, state) values (${id}, ${recordState.exception})`);
    execute(database, sql`update exception_rows set is_structural = ${lineShape.settled} where ${exceptionOf(id)}`);
    add(moved, brokenAccount, -1);
    add(moved, recordState.exception, 1);
  };

  /** Takes a line from the records that nothing mends any more. */
  const breakAgain = (id: number, state: number, { index, reason }: BrokenShape): void => {
    replaceFindings(id, [], true);
    insertViolation.run(results[index] ?? 0, id, reason);
    add(failed, index, 1);
    setDecisionCells(database, run.no, dataset, id, []);
    execute(database, sql`delete from ${table} where id = ${id}`);
    execute(
      database,
      sql`update exception_rows set is_structural = ${lineShape.broken}, status = 'open' where ${exceptionOf(id)}`,
    );
    add(moved, state, -1);
    add(moved, brokenAccount, 1);
  };

  return {
    write: (id, decisions, groups) => {
      const shape = reviewer.brokenShape(id);
      const written = writtenBy(decisions);
      const isRecord = !shape || reviewer.mends(written) || lastDeciding(decisions)?.kind === 'rejected';
      if (shape && isRecord && !storedOf(id)) standAmongRecords(id);
      // The rules look at the cells of a line from the moment when it has all of them.
      if (shape) judged += Number(reviewer.mends(written)) - Number(!isShapeBroken(id));
      const before = storedOf(id);
      const verdict = before && reviewer.judge(id, written);
      if (!verdict) return false;
      const after = verdict.values.slice(0, width);
      const outcome = lastDeciding(decisions)?.kind;
      const counts = outcome !== 'rejected' && outcome !== 'merged';
      const counted = before[1] !== recordState.rejected && before[1] !== recordState.merged;
      noteGroups(groups, run, bonds, reviewer.columns, before.slice(2), after, counts !== counted);
      if (shape && !isRecord) {
        breakAgain(id, Number(before[1]), shape);
        return true;
      }
      const changed = after.flatMap((value, place) =>
        value === before[place + 2] ? [] : [sql`${valueColumn(place)} = ${value}`],
      );
      // Whether the others must count this record has to be known before they are asked.
      const state = outcome === 'rejected' ? recordState.rejected : outcome === 'merged' ? recordState.merged : undefined;
      const provisional = state ?? (counted ? Number(before[1]) : recordState.exception);
      if (provisional !== before[1]) {
        add(moved, Number(before[1]), -1);
        add(moved, provisional, 1);
        changed.push(sql`state = ${provisional}`);
      }
      if (changed.length > 0) execute(database, sql`update ${table} set ${join(changed)} where id = ${id}`);
      return reviewer.bearsOnOthers(reviewer.columns.filter((_, place) => after[place] !== before[place + 2]));
    },
    conclude: (id, decisions, isGroupChanged) => {
      const [before] = rowsOf(database, sql`select state from ${table} where id = ${id}`)[0] ?? [];
      const written = writtenBy(decisions);
      const verdict = before === undefined ? undefined : reviewer.judge(id, written);
      if (!verdict) return undefined;
      const findings = isGroupChanged
        ? [...verdict.findings, ...reviewer.judgeAmongOthers(id, verdict.values)]
        : verdict.findings;
      const kept = replaceFindings(id, findings, isGroupChanged);
      const blocking = [...findings.filter(({ rule }) => quarantines(rule.severity)).map(({ rule }) => rule.id), ...kept];
      const state = stateOf(lastDeciding(decisions), blocking);
      noteException(id, state, decisions.length > 0, findings, verdict);
      if (state !== before) {
        add(moved, Number(before), -1);
        add(moved, state, 1);
        execute(database, sql`update ${table} set state = ${state} where id = ${id}`);
      }
      const isLine = reviewer.brokenShape(id) !== undefined;
      const changes = [...written].flatMap(([column, text]) => {
        const raw = reviewer.rawCell(verdict.raw, column);
        const after = verdict.texts[reviewer.columns.indexOf(column)] ?? text;
        // What stands in a broken line is no cell, the same letters or not.
        return after === raw && !isLine ? [] : [{ column, before: raw, after }];
      });
      setDecisionCells(database, run.no, dataset, id, changes);
      return { state, before: Number(before) };
    },
    close: () => {
      if (judged !== 0)
        execute(
          database,
          sql`update rule_results set checked = checked + ${judged}, passed = passed + ${judged} where id in (${judging}) and status = 'evaluated'`,
        );
      for (const [index, by] of failed)
        if (by !== 0)
          execute(
            database,
            sql`update rule_results set failed = failed + ${by}, passed = passed - ${by} where id = ${results[index] ?? 0}`,
          );
      for (const [state, by] of moved) {
        const account: Sql = literal(accounts[state] ?? 'exceptions');
        if (by !== 0)
          execute(
            database,
            sql`update run_ledger set ${account} = ${account} + ${by} where run_no = ${run.no} and dataset = ${dataset}`,
          );
      }
    },
  };
}
