import { recordState, standingOf } from '#core/contract/record-state.ts';
import { fingerprintOf } from '#core/records/fingerprint.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import type { Decision } from '#core/store/decisions.ts';
import { lineShape } from '#core/store/findings.ts';
import { commandOf, type Database, run as execute } from '#core/workspace/open.ts';
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
  /** Stores the status of a record's exception; makes the exception where a record is set aside for the first time. */
  readonly note: (facts: ExceptionFacts) => void;
  /** A broken line counts as a record from now on, or as a broken line again. */
  readonly setShape: (id: number, shape: 'settled' | 'broken') => void;
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
  const exceptionOf = (id: number): Sql => sql`run_no = ${run.no} and dataset = ${dataset} and record_id = ${id}`;
  const setStatus = commandOf(
    database,
    sql`update exception_rows set status = ? where run_no = ? and dataset = ? and record_id = ?`,
  );
  return {
    note: ({ id, state, decisions, findings, verdict }) => {
      const { exceptionStatus } = standingOf(state);
      // A record that only the decision about another had set aside is no exception any more.
      const flag = decisions.find(({ details }) => details.flagged !== undefined);
      if (flag) standByFlag(database, run, reviewer, { ...flag, recordId: id });
      if (state === recordState.clean && decisions.length === 0)
        execute(database, sql`delete from exception_rows where ${exceptionOf(id)} and since in ('decided', 'flagged')`);
      const { changes } = setStatus(exceptionStatus, run.no, dataset, id);
      if (changes > 0 || state === recordState.clean) return;
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
      execute(database, sql`update exception_rows set is_structural = ${lineShape[shape]} where ${exceptionOf(id)}`);
      if (shape === 'broken') execute(database, sql`update exception_rows set status = 'open' where ${exceptionOf(id)}`);
    },
  };
}
