import { recordState } from '#core/contract/record-state.ts';
import { quarantines } from '#core/contract/severity.ts';
import { join, literal, type Sql, sql } from '#core/contract/sql.ts';
import { decisionsOf, setDecisionCells } from '#core/database/decisions.ts';
import { createExceptionInserter, createViolationInserter, ruleResultIds } from '#core/database/findings.ts';
import { recordsTable, valueColumn } from '#core/database/names.ts';
import { type Database, run as execute, rowsOf } from '#core/database/open.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { definitionOf, fileOf } from '../row-cells.ts';
import { storedColumns } from '../value-columns.ts';
import { blocks, type Finding, type ReviewedRun, type Reviewer } from './verdict.ts';

const accounts = ['clean', 'exceptions', 'waived', 'rejected', 'merged'] as const;

/** Where a record stands after it was settled. */
export interface Settled {
  readonly state: number;
  /** Records that the change may concern: they had or have the same value where it must be unique. */
  readonly others: readonly number[];
}

/**
 * Brings everything that is stored of a record in line with its raw cells and the decisions that hold: values, violations, state,
 * exception, counts and account. It depends on nothing else, so that to undo a decision is to settle its record again. Call it in a
 * transaction; undefined where the record could not be parsed.
 */
export function settleRecord(database: Database, run: ReviewedRun, reviewer: Reviewer, recordId: number): Settled | undefined {
  const { dataset, columns, rules } = reviewer;
  const table = recordsTable(dataset, run.no);
  const before = rowsOf(database, sql`select * from ${table} where id = ${recordId}`)[0];
  const decisions = decisionsOf(database, run.no, dataset, recordId);
  const written = new Map(
    decisions.flatMap(({ cells }) => Object.entries(cells).map(([column, { to }]) => [column, to] as const)),
  );
  const verdict = reviewer.judge(recordId, written);
  if (!before || !verdict) return undefined;
  const definition = definitionOf(run, dataset);
  const stored = storedColumns(definition).length;
  const assignments = verdict.values.slice(0, stored).map((value, place) => sql`${valueColumn(place)} = ${value}`);
  execute(database, sql`update ${table} set ${join(assignments)} where id = ${recordId}`);

  const results = ruleResultIds(database, run.no, dataset);
  const findings: readonly Finding[] = [...verdict.findings, ...reviewer.judgeAmongOthers(recordId)];
  const kept = replaceFindings(database, reviewer, results, recordId, findings);
  const isBlocked = blocks(findings) || kept;
  const last = decisions.filter(({ kind }) => kind !== 'fixed').at(-1)?.kind;
  const state =
    last === 'rejected'
      ? recordState.rejected
      : !isBlocked
        ? recordState.clean
        : last === 'waived'
          ? recordState.waived
          : recordState.exception;
  const status =
    state === recordState.exception
      ? 'open'
      : state === recordState.waived
        ? 'waived'
        : state === recordState.rejected
          ? 'rejected'
          : 'fixed';
  if (isBlocked) {
    const first = findings.find(({ rule }) => quarantines(rule.severity));
    const key = definition.key.map((column) => verdict.values[columns.indexOf(column)] ?? null);
    createExceptionInserter(
      database,
      run.no,
    )({
      dataset,
      record: recordId,
      ruleResultId: results[first?.index ?? 0] ?? 0,
      fingerprint: fingerprintOf(dataset, key, verdict.raw),
    });
  }
  execute(
    database,
    sql`update exception_rows set status = ${status} where run_no = ${run.no} and dataset = ${dataset} and record_id = ${recordId}`,
  );
  enterState(database, run.no, dataset, recordId, Number(before[1]), state);
  const { sources } = fileOf(database, run, dataset);
  setDecisionCells(
    database,
    run.no,
    dataset,
    recordId,
    [...written.keys()].flatMap((column) => {
      const place = columns.indexOf(column);
      const raw = verdict.raw[sources[place] ?? -1] ?? '';
      const after = verdict.texts[place] ?? '';
      return after === raw ? [] : [{ column, before: raw, after }];
    }),
  );
  const after = verdict.values.slice(0, stored);
  return { state, others: othersAlike(database, table, reviewer, recordId, before.slice(2), after, rules) };
}

/** Puts the findings of a record in the place of those before, with the counts of their rules; whether one that cannot be asked again blocks. */
function replaceFindings(
  database: Database,
  reviewer: Reviewer,
  results: readonly number[],
  recordId: number,
  findings: readonly Finding[],
): boolean {
  const old = rowsOf(
    database,
    sql`select id, rule_result_id from violations where record_id = ${recordId} and rule_result_id in (${literal(results.join(', '))})`,
  ).map(([id, result]) => ({ id: Number(id), index: results.indexOf(Number(result)) }));
  const insert = createViolationInserter(database);
  let isKeptBlocking = false;
  for (const { id, index } of old) {
    const rule = reviewer.rules[index];
    if (!rule) continue;
    if (!reviewer.canAsk(rule)) {
      isKeptBlocking ||= quarantines(rule.severity);
      continue;
    }
    execute(database, sql`delete from violations where id = ${id}`);
    count(database, results[index], -1);
  }
  for (const { index, reason } of findings) {
    insert(results[index] ?? 0, recordId, reason);
    count(database, results[index], 1);
  }
  return isKeptBlocking;
}

function count(database: Database, result: number | undefined, failed: 1 | -1): void {
  execute(
    database,
    sql`update rule_results set failed = failed + ${failed}, passed = passed - ${failed} where id = ${result ?? 0}`,
  );
}

/** Moves a record from one account to another. */
function enterState(database: Database, runNo: number, dataset: string, recordId: number, from: number, to: number): void {
  if (from === to) return;
  execute(database, sql`update ${recordsTable(dataset, runNo)} set state = ${to} where id = ${recordId}`);
  const account = (state: number): Sql => literal(accounts[state] ?? 'exceptions');
  execute(
    database,
    sql`
      update run_ledger set ${account(from)} = ${account(from)} - 1, ${account(to)} = ${account(to)} + 1
      where run_no = ${runNo} and dataset = ${dataset}`,
  );
}

/** Records that share the old or the new value of columns that must be unique. */
function othersAlike(
  database: Database,
  table: Sql,
  { columns, rules: _ }: Reviewer,
  recordId: number,
  before: readonly unknown[],
  after: readonly unknown[],
  rules: Reviewer['rules'],
): readonly number[] {
  const found = new Set<number>();
  for (const rule of rules) {
    if (rule.rule !== 'unique' || !rule.enabled) continue;
    const places = (rule['columns'] as readonly string[]).map((column) => columns.indexOf(column));
    if (places.every((place) => before[place] === after[place])) continue;
    for (const values of [before, after]) {
      if (places.some((place) => values[place] === null || values[place] === undefined)) continue;
      const same = places.map((place) => sql`${valueColumn(place)} = ${values[place] as string | number}`);
      for (const [id] of rowsOf(
        database,
        sql`select id from ${table} where ${join(same, ' and ')} and id <> ${recordId} limit 1000`,
      ))
        found.add(Number(id));
    }
  }
  return [...found];
}
