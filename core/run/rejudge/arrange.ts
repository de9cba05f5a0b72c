import { recordState } from '#core/contract/record-state.ts';
import { quarantines } from '#core/contract/severity.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { rankOf } from '#core/quality/order-of-rules.ts';
import { fingerprintOf } from '#core/records/fingerprint.ts';
import { definitionOf } from '#core/records/row-cells.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { integers, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { createExceptionInserter, lineShape, ruleResultIds } from '#core/store/findings.ts';
import { createCellFinder } from '#core/store/raw.ts';
import { mayGoOn } from '#core/store/records.ts';
import { rememberExceptions } from '#core/store/standing.ts';
import { noteConcerned } from '#core/store/take-over.ts';
import { commandOf, type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import type { RunContext } from '../run-context.ts';
import type { DatasetPlan } from './plan.ts';

const pageSize = 5000;

/**
 * Sets right what follows from the findings of a dataset when some came and others went: their order, exceptions, and where records stand; of
 * the records concerned, or of all where the plan says so.
 */
export function arrange(
  { workspace: { database }, pipeline, run }: RunContext,
  beforeNo: number,
  { dataset, sourceId, judged, concernsAll }: DatasetPlan,
): void {
  const definition = definitionOf({ no: run.no, pipeline }, dataset);
  const rules = rulesOfDataset(definition);
  const results = ruleResultIds(database, run.no, dataset);
  noteConcerned(database, dataset, integers(judged.map((place) => results[place] ?? 0)));
  const concerned = (record: Sql): Sql =>
    concernsAll ? sql`true` : sql`${record} in (select record from temp.concerned where dataset = ${dataset})`;
  execute(database, sql`create temp table ranks (result integer primary key, rank integer, blocks integer)`);
  for (const [place, rule] of rules.entries()) {
    const blocks = quarantines(rule.severity) ? 1 : 0;
    execute(database, sql`insert into ranks values (${results[place] ?? 0}, ${rankOf(rules, place)}, ${blocks})`);
  }
  putInOrder(database, concerned);
  execute(database, sql`create temp table reasons (record integer primary key, result integer)`);
  // SQLite takes the other columns from the row of the least: https://www.sqlite.org/lang_select.html#bareagg.
  execute(
    database,
    sql`
      insert into reasons
      select record_id, result
      from (
        select v.record_id, k.result, min(k.rank)
        from violations v
        join ranks k on k.result = v.rule_result_id
        where k.blocks = 1 and v.record_id is not null and ${concerned(sql`v.record_id`)} and ${mayGoOn}
        group by v.record_id
      )`,
  );
  const table = recordsTable(dataset, run.no);
  const own = sql`run_no = ${run.no} and dataset = ${dataset}`;
  const passing = sql`
    select record_id from exception_rows
    where ${own} and is_structural = ${lineShape.sound} and ${concerned(sql`record_id`)} and record_id not in (select record from reasons)`;
  execute(database, sql`update ${table} set state = ${recordState.clean} where id in (${passing})`);
  rememberExceptions(database, beforeNo, sql`${own} and record_id in (${passing})`);
  execute(database, sql`delete from exception_rows where ${own} and record_id in (${passing})`);
  execute(
    database,
    sql`
      update exception_rows set rule_result_id = f.result
      from reasons f
      where ${own} and f.record = record_id and f.result <> rule_result_id`,
  );
  setAside(database, { no: run.no, pipeline }, { dataset, sourceId });
  for (const name of ['ranks', 'reasons']) execute(database, sql`drop table temp.${literal(name)}`);
}

/** Brings violations of records into the order of the rules, where new ones came behind others; `temp.ranks` has that order. */
function putInOrder(database: Database, concerned: (record: Sql) => Sql): void {
  execute(
    database,
    sql`
      create temp table moved as
      select v.id, v.rule_result_id, v.record_id, v.reason, k.rank
      from violations v
      join ranks k on k.result = v.rule_result_id
      where v.record_id in (
        select record_id
        from (
          select v.record_id, k.rank < lag(k.rank) over (partition by v.record_id order by v.id) as is_late
          from violations v
          join ranks k on k.result = v.rule_result_id
          where ${concerned(sql`v.record_id`)} and ${mayGoOn}
        )
        where is_late
      )
      order by v.record_id, k.rank, v.id`,
  );
  execute(database, sql`delete from violations where id in (select id from moved)`);
  execute(
    database,
    sql`insert into violations (rule_result_id, record_id, reason) select rule_result_id, record_id, reason from moved order by rowid`,
  );
  execute(database, sql`drop table temp.moved`);
}

/** Makes exceptions of the clean records that have a reason to be, listed in `temp.reasons`. */
function setAside(database: Database, run: ShownRun, { dataset, sourceId }: Pick<DatasetPlan, 'dataset' | 'sourceId'>): void {
  const definition = definitionOf(run, dataset);
  const table = recordsTable(dataset, run.no);
  const columns = valueColumns(definition).map(({ name }) => name);
  const key = definition.key.map((name) => sql`r.${valueColumn(columns.indexOf(name))}`);
  const cellsOf = createCellFinder(database, sourceId);
  const insert = createExceptionInserter(database, run.no);
  const setState = commandOf(database, sql`update ${table} set state = ? where id = ?`);
  for (let after = 0; ; ) {
    const page = rowsOf(
      database,
      sql`
        select ${join([sql`f.record`, sql`f.result`, ...key])}
        from reasons f
        join ${table} r on r.id = f.record
        where f.record > ${after} and r.state = ${recordState.clean}
        order by f.record
        limit ${pageSize}`,
    );
    if (page.length === 0) break;
    for (const [record, result, ...values] of page) {
      const fingerprint = fingerprintOf(dataset, values as (string | number | null)[], () => cellsOf(Number(record)));
      insert({ dataset, record: Number(record), ruleResultId: Number(result), fingerprint });
      setState(recordState.exception, Number(record));
      after = Number(record);
    }
  }
}
