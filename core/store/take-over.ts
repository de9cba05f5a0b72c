import { recordsTable } from '#core/sql/names.ts';
import { integers, join, literal, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, rowsOf, run } from '#core/workspace/open.ts';
import { ruleResultIds } from './findings.ts';
import { mayGoOn } from './records.ts';
import { goOnReading } from './run-sources.ts';
import { copyStatistics } from './statistics.ts';

/** Two runs of the same files, perhaps with more behind them, of which the later goes on with the records of the earlier. */
export interface TakeOver {
  readonly from: { readonly no: number; readonly id: string };
  readonly to: { readonly no: number; readonly id: string; readonly startedAt: string };
  readonly datasets: readonly {
    readonly dataset: string;
    /** Whether the file of the later run has more records, which are read afterwards. */
    readonly isGrown: boolean;
    /** Places of rules whose findings stay. */
    readonly kept: readonly { readonly before: number; readonly now: number }[];
    /** Places of rules of the earlier run whose findings go. */
    readonly dropped: readonly number[];
  }[];
}

const figures: Sql = sql`checked, passed, failed, not_applicable`;
const accounts: Sql = sql`read, clean, exceptions, waived, rejected, merged, structural, blank`;

/** Above the places of all rules, where some wait while others change places. */
const aside = 1_000_000;

/**
 * Hands the records, findings and changes of a run to a later one, which has just begun, without copying what is large; the earlier keeps its
 * figures. `undecide` brings them to where the earlier run left them before anybody decided. Call it in the transaction that publishes.
 */
export function takeOver(database: Database, { from, to, datasets }: TakeOver, undecide: () => void): void {
  const ofBefore = sql`run_no = ${from.no}`;
  const results = rowsOf(database, sql`select id, ${figures} from rule_results where ${ofBefore}`);
  const ledgers = rowsOf(database, sql`select dataset, ${accounts} from run_ledger where ${ofBefore}`);
  undecide();
  run(database, sql`create temp table concerned (dataset text, record integer, primary key (dataset, record)) without rowid`);
  /** Where the figures of the earlier run stand from now on. */
  const standsAt = new Map<number, number>();
  for (const { dataset, isGrown, kept, dropped } of datasets) {
    const before = ruleResultIds(database, from.no, dataset);
    const now = ruleResultIds(database, to.no, dataset);
    // What the run told of the columns when it began is among the findings that it takes over.
    const gone = integers([...now, ...dropped.map((place) => before[place] ?? 0)]);
    noteConcerned(database, dataset, gone);
    run(database, sql`delete from violations where rule_result_id in (${gone}) and ${mayGoOn}`);
    const own = sql`run_no = ${to.no} and dataset = ${dataset}`;
    run(database, sql`update rule_results set rule_no = rule_no + ${aside} where ${own}`);
    for (const pair of kept) {
      const [taken, fresh] = [before[pair.before] ?? 0, now[pair.now] ?? 0];
      standsAt.set(taken, fresh);
      const [severities] = rowsOf(
        database,
        sql`select o.severity, n.severity, o.evaluated_at from rule_results o, rule_results n where o.id = ${taken} and n.id = ${fresh}`,
      );
      const [severityBefore, severityNow, evaluatedAt] = severities?.map(String) ?? [];
      const hand = (id: number, owner: typeof from, place: number, severity = '', at = ''): void =>
        void run(
          database,
          sql`
            update rule_results set run_no = ${owner.no}, run_id = ${owner.id}, rule_no = ${place}, severity = ${severity}, evaluated_at = ${at}
            where id = ${id}`,
        );
      hand(taken, to, pair.now, severityNow, to.startedAt);
      hand(fresh, from, pair.before, severityBefore, evaluatedAt);
    }
    run(database, sql`update rule_results set rule_no = rule_no - ${aside} where ${own} and rule_no >= ${aside}`);
    run(database, sql`drop table ${recordsTable(dataset, to.no)}`);
    run(database, sql`alter table ${recordsTable(dataset, from.no)} rename to ${recordsTable(dataset, to.no)}`);
    for (const [table, columns] of [
      ['run_ledger', accounts],
      ['run_sources', sql`next_offset, next_line, next_row, prefix_bytes, prefix_digest, is_read, extract`],
    ] as const)
      run(
        database,
        sql`
          update ${literal(table)} set (${columns}) = (select ${columns} from ${literal(table)} where ${ofBefore} and dataset = ${dataset})
          where ${own}`,
      );
    if (isGrown) goOnReading(database, dataset, from.no, to.no);
  }
  run(
    database,
    sql`
      update exception_rows set run_no = ${to.no}, status = 'open', since = 'persisting'
      where ${ofBefore} and ${mayGoOn}`,
  );
  copyStatistics(database, from.id, to.id, [...standsAt.keys()]);
  run(database, sql`update change_causes set run_no = ${to.no} where ${ofBefore}`);
  const restore = (table: string, columns: Sql, values: readonly unknown[], where: Sql): void => {
    const told = join(values.map((value) => literal(String(value))));
    run(database, sql`update ${literal(table)} set (${columns}) = (${told}) where ${where}`);
  };
  for (const [id, ...values] of results)
    restore('rule_results', figures, values, sql`id = ${standsAt.get(Number(id)) ?? Number(id)}`);
  for (const [dataset, ...values] of ledgers)
    restore('run_ledger', accounts, values, sql`${ofBefore} and dataset = ${String(dataset)}`);
}

/** Notes which records have findings by these results, a list of ids: something comes or goes there, and what follows from it is to be set right. */
export function noteConcerned(database: Database, dataset: string, results: Sql): void {
  run(
    database,
    sql`
      insert or ignore into temp.concerned
      select ${dataset}, record_id
      from violations
      where rule_result_id in (${results}) and record_id is not null and ${mayGoOn}`,
  );
}
