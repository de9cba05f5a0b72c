import { recordState, standingOf } from '#core/contract/record-state.ts';
import { fingerprintOf } from '#core/records/fingerprint.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import type { Decision } from '#core/store/decisions.ts';
import { lineShape } from '#core/store/findings.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import { standByFlag } from './flagged.ts';
import type { Reviewer } from './reviewer.ts';
import { blockingOf, type Finding, type RecordVerdict, type ReviewedRun } from './verdict.ts';

/** What a record came to, as far as its exception is concerned. */
export interface ExceptionFacts {
  readonly id: number;
  readonly state: number;
  readonly decisions: readonly Decision[];
  readonly findings: readonly Finding[];
  readonly verdict: RecordVerdict;
}

/** Keeps the exceptions of a dataset in line with its records. */
export interface ExceptionWriter {
  /** Reads which of these records have exceptions, before they are noted. */
  readonly load: (ids: readonly number[]) => void;
  /** Notes the status of a record's exception; makes the exception where a record is set aside for the first time. */
  readonly note: (facts: ExceptionFacts) => void;
  /** A broken line counts as a record from now on, or as a broken line again. */
  readonly setShape: (id: number, shape: 'settled' | 'broken') => void;
  /** Stores what was noted since the last time. */
  readonly flush: () => void;
}

/** Makes the writer of exceptions; `results` are the ids of the rule results in the order of the rules. */
export function createExceptionWriter(
  database: Database,
  run: ReviewedRun,
  reviewer: Reviewer,
  results: readonly number[],
): ExceptionWriter {
  const { dataset } = reviewer;
  const { key } = definitionOf(run, dataset);
  const own = sql`run_no = ${run.no} and dataset = ${dataset}`;
  const among = (ids: readonly number[]): Sql => sql`record_id in (select value from json_each(${JSON.stringify(ids)}))`;
  /** Whether a record has an exception, and whether it came only by decisions. */
  const known = new Map<number, { readonly isByDecision: boolean }>();
  const statuses = new Map<string, number[]>();
  return {
    load: (ids) => {
      known.clear();
      for (const [id, since] of rowsOf(database, sql`select record_id, since from exception_rows where ${own} and ${among(ids)}`))
        known.set(Number(id), { isByDecision: since === 'decided' || since === 'flagged' });
    },
    note: ({ id, state, decisions, findings, verdict }) => {
      const { exceptionStatus } = standingOf(state);
      // A record that only the decision about another had set aside is no exception any more.
      const flag = decisions.find(({ details }) => details.flagged !== undefined);
      if (flag) {
        standByFlag(database, run, reviewer, { ...flag, recordId: id });
        if (!known.has(id)) known.set(id, { isByDecision: true });
      }
      if (state === recordState.clean && decisions.length === 0 && known.get(id)?.isByDecision) {
        execute(database, sql`delete from exception_rows where ${own} and record_id = ${id}`);
        known.delete(id);
      }
      if (known.has(id)) {
        const ids = statuses.get(exceptionStatus) ?? [];
        statuses.set(exceptionStatus, ids);
        ids.push(id);
        return;
      }
      if (state === recordState.clean) return;
      const first = blockingOf(findings)[0];
      const keyValues = key.map((column) => verdict.values[reviewer.columns.indexOf(column)] ?? null);
      execute(
        database,
        sql`
          insert into exception_rows (run_no, dataset, record_id, is_structural, rule_result_id, fingerprint, status, since)
          values (${run.no}, ${dataset}, ${id}, ${lineShape.sound}, ${results[first?.index ?? 0] ?? 0},
            ${fingerprintOf(dataset, keyValues, () => verdict.raw)}, ${exceptionStatus}, 'decided')`,
      );
    },
    setShape: (id, shape) => {
      execute(database, sql`update exception_rows set is_structural = ${lineShape[shape]} where ${own} and record_id = ${id}`);
      if (shape === 'broken')
        execute(database, sql`update exception_rows set status = 'open' where ${own} and record_id = ${id}`);
    },
    flush: () => {
      for (const [status, ids] of statuses)
        execute(database, sql`update exception_rows set status = ${status} where ${own} and ${among(ids)}`);
      statuses.clear();
    },
  };
}
