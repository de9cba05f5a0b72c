import { sql } from '#core/contract/sql.ts';
import { lineShape, ruleResultIds } from '#core/database/findings.ts';
import { type Database, run as execute } from '#core/database/open.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { definitionOf } from '../row-cells.ts';
import type { ReviewedRun, Reviewer } from './verdict.ts';

/**
 * Lets a clean record that breaks a rule which only warns be decided about: it stands among the exceptions as long as a decision about it
 * holds. Gives its fingerprint; undefined where nothing is wrong with it, or there is no such record.
 */
export function takeUpFlagged(database: Database, run: ReviewedRun, reviewer: Reviewer, recordId: number): string | undefined {
  const { dataset } = reviewer;
  const [first] = reviewer.foundNow(recordId);
  const verdict = reviewer.judge(recordId, new Map());
  if (!first || !verdict) return undefined;
  const key = definitionOf(run, dataset).key.map((column) => verdict.values[reviewer.columns.indexOf(column)] ?? null);
  const fingerprint = fingerprintOf(dataset, key, verdict.raw);
  execute(
    database,
    sql`
      insert into exception_rows (run_no, dataset, record_id, is_structural, rule_result_id, fingerprint, status, since)
      values (${run.no}, ${dataset}, ${recordId}, ${lineShape.sound}, ${ruleResultIds(database, run.no, dataset)[first.index] ?? 0},
        ${fingerprint}, 'open', 'decided')
      on conflict do nothing`,
  );
  return fingerprint;
}
