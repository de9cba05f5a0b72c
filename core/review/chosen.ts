import type { Selection } from '#core/contract/records.ts';
import { quarantines, severity } from '#core/contract/severity.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import { isWhole, selectRecords } from '#core/records/row-selection.ts';
import { ruleResults, type ShownRun } from '#core/records/rules-of-run.ts';
import { integers, type Sql, sql } from '#core/sql/sql.ts';
import type { Database } from '#core/workspace/open.ts';

/** The results of the rules of a dataset that keep records out. */
export function blockingResults(database: Database, run: ShownRun, dataset: string) {
  definitionOf(run, dataset);
  return ruleResults(database, run, dataset).filter((result) => quarantines(severity.parse(result.severity)));
}

/** The ids of the exceptions meant. */
export function chosenSql(database: Database, run: ShownRun, selection: Omit<Selection, 'what'>): Sql {
  if (isWhole({ ...selection, what: 'exceptions' }))
    return sql`
      select record_id as id from exception_rows
      where run_no = ${run.no} and dataset = ${selection.dataset} and status = 'open'`;
  const { from, where } = selectRecords(database, run, { ...selection, what: 'exceptions' });
  return sql`select id from ${from} where ${where}`;
}

/** Numbers in a list. */
export function idsSql(results: readonly { readonly id: number }[]): Sql {
  return integers(results.map(({ id }) => id));
}

/** What waits for somebody: findings of these rules about the exceptions meant, without those that were waived though others keep the record here. */
export function waitingSql(
  database: Database,
  run: ShownRun,
  selection: Omit<Selection, 'what'>,
  results: readonly { readonly id: number }[],
): Sql {
  return sql`
    rule_result_id in (${idsSql(results)}) and record_id in (${chosenSql(database, run, selection)})
      and (record_id, rule_result_id) not in (
        select d.record_id, r.id
        from decisions d
        join json_each(d.details, '$.rules') waived
        join rule_results r on r.run_no = d.run_no and r.dataset = d.dataset and r.rule_id = waived.value
        where d.run_no = ${run.no} and d.dataset = ${selection.dataset} and d.kind = 'waived' and d.undone_at is null
      )`;
}
