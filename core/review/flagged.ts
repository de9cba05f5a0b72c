import { fingerprintOf } from '#core/records/fingerprint.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { storedColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { join, sql } from '#core/sql/sql.ts';
import type { Decision } from '#core/store/decisions.ts';
import { lineShape, ruleResultIds } from '#core/store/findings.ts';
import { type Database, run as execute, queryOf, rowsOf } from '#core/workspace/open.ts';
import type { Reviewer } from './reviewer.ts';
import type { ReviewedRun } from './verdict.ts';

/** The fingerprint of a clean record, and the rule that warns of it, if any: it can be decided about too. Undefined where there is no such record. */
export function flagOf(
  database: Database,
  run: ReviewedRun,
  reviewer: Reviewer,
  recordId: number,
): { readonly fingerprint: string; readonly rule: string } | undefined {
  const fingerprint = createFingerprinter(database, run, reviewer)(recordId);
  return fingerprint === undefined ? undefined : { fingerprint, rule: reviewer.foundNow(recordId)[0]?.rule.id ?? '' };
}

/** Puts a clean record about which something was decided among the exceptions, unless it stands there. */
export function standByFlag(
  database: Database,
  run: ReviewedRun,
  { dataset, rules }: Reviewer,
  { recordId, fingerprint, details }: Pick<Decision, 'recordId' | 'fingerprint' | 'details'>,
): void {
  const results = ruleResultIds(database, run.no, dataset);
  const result = results[rules.findIndex(({ id }) => id === details.flagged)] ?? results[0] ?? 0;
  execute(
    database,
    sql`
      insert into exception_rows (run_no, dataset, record_id, is_structural, rule_result_id, fingerprint, status, since)
      values (${run.no}, ${dataset}, ${recordId}, ${lineShape.sound}, ${result}, ${fingerprint}, 'fixed', 'flagged')
      on conflict do nothing`,
  );
}

/** Clean records by their fingerprints: those that a rule warns about, or all of them where decisions may be about any. */
export function flaggedByFingerprint(
  database: Database,
  run: ReviewedRun,
  reviewer: Reviewer,
  meansOthers: boolean,
): ReadonlyMap<string, readonly number[]> {
  const { dataset } = reviewer;
  const fingerprintAt = createFingerprinter(database, run, reviewer);
  const found = new Map<string, number[]>();
  const warned = sql`
    select distinct record_id as id from violations
    where rule_result_id in (select id from rule_results where run_no = ${run.no} and dataset = ${dataset})`;
  const candidates = meansOthers ? sql`select id from ${recordsTable(dataset, run.no)}` : warned;
  for (const [id] of rowsOf(
    database,
    sql`
      select id from (${candidates})
      where id not in (select record_id from exception_rows where run_no = ${run.no} and dataset = ${dataset})
      order by id`,
  )) {
    const fingerprint = fingerprintAt(Number(id));
    if (fingerprint === undefined) continue;
    const ids = found.get(fingerprint) ?? [];
    found.set(fingerprint, ids);
    ids.push(Number(id));
  }
  return found;
}

function createFingerprinter(database: Database, run: ReviewedRun, { dataset, rawOf }: Reviewer) {
  const definition = definitionOf(run, dataset);
  const names = storedColumns(definition).map(({ name }) => name);
  const places = definition.key.map((column) => names.indexOf(column)).filter((place) => place >= 0);
  const keyAt = queryOf(
    database,
    sql`select ${join([sql`id`, ...places.map(valueColumn)])} from ${recordsTable(dataset, run.no)} where id = ?`,
  );
  return (recordId: number): string | undefined => {
    const [found] = keyAt(recordId);
    const raw = found && rawOf(recordId);
    // Columns of the table of records: whole numbers, texts, nothing.
    return raw && fingerprintOf(dataset, found.slice(1) as (string | number | null)[], () => raw);
  };
}
