import { recordState } from '#core/contract/record-state.ts';
import { quarantines } from '#core/contract/severity.ts';
import { rankOf } from '#core/quality/order-of-rules.ts';
import { fingerprintOf } from '#core/records/fingerprint.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { createCellsReplacer, type Decision, decisionCells } from '#core/store/decisions.ts';
import { createViolationReader, lineShape, ruleResultIds, type Violation } from '#core/store/findings.ts';
import { commandOf, type Database, run as execute, queryOf, rowsOf } from '#core/workspace/open.ts';
import { standByFlag } from './flagged.ts';
import { lastDeciding, stateOf, writtenBy } from './holding.ts';
import { bondsOf, noteGroups, type TouchedGroups } from './others.ts';
import { type BrokenShape, blockingOf, createReviewer, type Finding, type RecordVerdict, type ReviewedRun } from './verdict.ts';

const accounts = ['clean', 'exceptions', 'waived', 'rejected', 'merged', 'structural'] as const;

/** The account of the lines that are no records, behind those of the states of records. */
const brokenAccount = accounts.indexOf('structural');

const statuses = ['fixed', 'open', 'waived', 'rejected', 'merged'] as const;

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
   * Stores what is wrong with a record and where it stands, which it returns. What is said of it among others stays where none of its
   * groups changed. Done once more it changes nothing that still holds.
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

/** Makes the settler of a dataset in a run. */
export function createSettler(database: Database, run: ReviewedRun, dataset: string): Settler {
  const reviewer = createReviewer(database, run, dataset);
  const definition = definitionOf(run, dataset);
  const table = recordsTable(dataset, run.no);
  const width = storedColumns(definition).length;
  const results = ruleResultIds(database, run.no, dataset);
  const bonds = bondsOf(run, dataset);
  const inFormulas = new Set(
    reviewer.rules.flatMap(({ rule, enabled }, index) => (rule === 'formula' && enabled ? reviewer.readBy(index) : [])),
  );
  const failed = new Map<number, number>();
  const moved = new Map<number, number>();
  const add = (counts: Map<number, number>, key: number, by: number): void => void counts.set(key, (counts.get(key) ?? 0) + by);
  const violationsOf = createViolationReader(database, results);
  const deleteViolation = database.prepare('delete from violations where id = ?');
  const insertViolation = database.prepare('insert into violations (rule_result_id, record_id, reason) values (?, ?, ?)');
  const replaceCells = createCellsReplacer(database, run.no, dataset);
  const storedOf = queryOf(database, sql`select * from ${table} where id = ?`);
  const setState = commandOf(database, sql`update ${table} set state = ? where id = ?`);
  const setStatus = commandOf(
    database,
    sql`update exception_rows set status = ? where run_no = ? and dataset = ? and record_id = ?`,
  );
  const stateAt = queryOf(database, sql`select state from ${table} where id = ?`);

  /** By how much the records that each rule checked, and had nothing to check in, became more. */
  const checked = new Map<number, number>();
  const notApplicable = new Map<number, number>();
  /** Columns in which cells became empty or are empty no more: rules about many records may have something to check in others than before. */
  const emptied = new Set<string>();
  const isShapeBroken = (id: number): boolean => reviewer.foundNow(id).some(({ rule }) => reviewer.isAboutShape(rule));
  const exceptionOf = (id: number): Sql => sql`run_no = ${run.no} and dataset = ${dataset} and record_id = ${id}`;

  const countRules = (applies: readonly (boolean | undefined)[], by: number): void => {
    for (const [index, does] of applies.entries()) if (does !== undefined) add(does ? checked : notApplicable, index, by);
  };

  /** Counts anew in how many records the rules about many have something to check. */
  const recountSets = (): void => {
    for (const [index, rule] of reviewer.rules.entries()) {
      const applicable = rule.enabled ? reviewer.applicableSql(rule, emptied) : undefined;
      if (!applicable) continue;
      const [found, all] = rowsOf(database, sql`select (${applicable}), (select count(*) from ${table})`)[0]?.map(Number) ?? [];
      execute(
        database,
        sql`
          update rule_results set checked = ${found ?? 0}, passed = ${found ?? 0} - failed, not_applicable = ${(all ?? 0) - (found ?? 0)}
          where id = ${results[index] ?? 0} and status = 'evaluated'`,
      );
    }
  };

  /** Puts the findings of a record in the place of those before; returns the blocking ones that stay. */
  const replaceFindings = (id: number, findings: readonly Finding[], isGroupChanged: boolean): readonly string[] => {
    const kept: Violation[] = [];
    for (const violation of violationsOf(id)) {
      const rule = reviewer.rules[violation.index];
      if (!rule) continue;
      if (!reviewer.canAsk(rule) || (!isGroupChanged && reviewer.isAmongOthers(rule))) {
        kept.push(violation);
        continue;
      }
      deleteViolation.run(violation.id);
      add(failed, violation.index, -1);
    }
    for (const { index } of findings) add(failed, index, 1);
    // What stays is written anew where something comes: reasons stand in the order in which a run finds them.
    const moved = findings.length > 0 ? kept : [];
    for (const violation of moved) deleteViolation.run(violation.id);
    const rank = ({ index }: { readonly index: number }): number => rankOf(reviewer.rules, index);
    for (const { index, reason } of [...moved, ...findings].sort((a, b) => rank(a) - rank(b)))
      insertViolation.run(results[index] ?? 0, id, reason);
    return kept.flatMap(({ index }) => {
      const rule = reviewer.rules[index];
      return rule && quarantines(rule.severity) ? [rule.id] : [];
    });
  };

  const noteException = (
    id: number,
    state: number,
    decisions: readonly Decision[],
    findings: readonly Finding[],
    verdict: RecordVerdict,
  ): void => {
    const status = statuses[state] ?? 'open';
    const own = exceptionOf(id);
    // A record that only the decision about another had set aside is no exception any more.
    const flag = decisions.find(({ details }) => details.flagged !== undefined);
    if (flag) standByFlag(database, run, reviewer, { ...flag, recordId: id });
    if (state === recordState.clean && decisions.length === 0)
      execute(database, sql`delete from exception_rows where ${own} and since in ('decided', 'flagged')`);
    const { changes } = setStatus(status, run.no, dataset, id);
    if (changes > 0 || state === recordState.clean) return;
    const first = blockingOf(findings)[0];
    const key = definition.key.map((column) => verdict.values[reviewer.columns.indexOf(column)] ?? null);
    execute(
      database,
      sql`
        insert into exception_rows (run_no, dataset, record_id, is_structural, rule_result_id, fingerprint, status, since)
        values (${run.no}, ${dataset}, ${id}, 0, ${results[first?.index ?? 0] ?? 0}, ${fingerprintOf(dataset, key, () => verdict.raw)},
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
    replaceCells(id, []);
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
      if (shape && isRecord && storedOf(id).length === 0) standAmongRecords(id);
      // The rules look at the cells of a line from the moment when it has all of them.
      const wasJudged = !shape || !isShapeBroken(id);
      const isJudged = !shape || reviewer.mends(written);
      const [before] = storedOf(id);
      const verdict = before && reviewer.judge(id, written);
      if (!verdict) return undefined;
      const after = verdict.values.slice(0, width);
      // An empty cell is what rules have nothing to check in; whether a formula is decided may depend on what is not empty, too.
      const touchesEmpty = reviewer.columns.some(
        (column, place) =>
          (after[place] === null || before[place + 2] === null || inFormulas.has(column)) &&
          (after[place] !== before[place + 2] || written.has(column)),
      );
      if (wasJudged !== isJudged || (isJudged && touchesEmpty)) {
        for (const [place, column] of reviewer.columns.entries())
          if (wasJudged !== isJudged || (after[place] === null) !== (before[place + 2] === null)) emptied.add(column);
        if (wasJudged) countRules(reviewer.applies(id, decisionCells(database, run.no, dataset, [id]).get(id) ?? new Map()), -1);
        if (isJudged) countRules(reviewer.applies(id, written), 1);
      }
      const outcome = lastDeciding(decisions)?.kind;
      const counts = outcome !== 'rejected' && outcome !== 'merged';
      const counted = before[1] !== recordState.rejected && before[1] !== recordState.merged;
      noteGroups(groups, run, bonds, reviewer.columns, before.slice(2), after, counts !== counted);
      if (shape && !isRecord) {
        breakAgain(id, Number(before[1]), shape);
        return undefined;
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
      const isChanged = (_: string, place: number): boolean => after[place] !== before[place + 2];
      return { state: provisional, verdict, bearsOnOthers: reviewer.bearsOnOthers(reviewer.columns.filter(isChanged)) };
    },
    read: (id, decisions) => {
      const [state] = stateAt(id)[0] ?? [];
      const verdict = state === undefined ? undefined : reviewer.judge(id, writtenBy(decisions));
      return verdict && { state: Number(state), verdict };
    },
    conclude: (id, decisions, { state: before, verdict }, isGroupChanged) => {
      const written = writtenBy(decisions);
      const findings = isGroupChanged
        ? [...verdict.findings, ...reviewer.judgeAmongOthers(id, verdict.values)]
        : verdict.findings;
      const kept = replaceFindings(id, findings, isGroupChanged);
      const blocking = [...blockingOf(findings).map(({ rule }) => rule.id), ...kept];
      const state = stateOf(lastDeciding(decisions), blocking);
      noteException(id, state, decisions, findings, verdict);
      if (state !== before) {
        add(moved, before, -1);
        add(moved, state, 1);
        setState(state, id);
      }
      const isLine = reviewer.brokenShape(id) !== undefined;
      const changes = [...written].flatMap(([column, text]) => {
        const raw = reviewer.rawCell(verdict.raw, column);
        const after = verdict.texts[reviewer.columns.indexOf(column)] ?? text;
        // What stands in a broken line is no cell, the same letters or not.
        return after === raw && !isLine ? [] : [{ column, before: raw, after }];
      });
      replaceCells(id, changes);
      return state;
    },
    close: () => {
      for (const [index, by] of failed)
        if (by !== 0)
          execute(
            database,
            sql`update rule_results set failed = failed + ${by}, passed = passed - ${by} where id = ${results[index] ?? 0}`,
          );
      for (const [index, id] of results.entries()) {
        const more = checked.get(index) ?? 0;
        const idle = notApplicable.get(index) ?? 0;
        if (more !== 0 || idle !== 0)
          execute(
            database,
            sql`
              update rule_results set checked = checked + ${more}, passed = passed + ${more}, not_applicable = not_applicable + ${idle}
              where id = ${id} and status = 'evaluated'`,
          );
      }
      if (emptied.size > 0) recountSets();
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
