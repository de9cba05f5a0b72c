import { recordState } from '#core/contract/record-state.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { checksOf, type DatasetCheck, type Figures } from '#core/quality/checks.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';
import { valueColumns } from '#core/records/value-columns.ts';
import { recordsTable, valueColumn } from '#core/sql/names.ts';
import { sql } from '#core/sql/sql.ts';
import type { CheckResult } from '#core/store/check-results.ts';
import { ledgersOf } from '#core/store/ledgers.ts';
import { mayGoOn } from '#core/store/records.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';

const millisecondsOfHour = 3_600_000;

/** Judges datasets as a whole by what their definitions expect of them. */
export function checkDatasets(database: Database, run: ShownRun & { readonly today: string }): readonly CheckResult[] {
  return Object.entries(run.pipeline.datasets).flatMap(([dataset, definition]) => {
    const checks = checksOf(definition);
    if (checks.length === 0) return [];
    const figures = figuresOf(database, run, dataset);
    return checks.map((check) => ({ dataset, ...judged(check, figures) }));
  });
}

function judged({ id, kind, column, levels }: DatasetCheck, figures: Figures): Omit<CheckResult, 'dataset'> {
  const measured = kind.measure(figures, column);
  const failed = measured === null ? undefined : levels.find(({ limit }) => kind.isFailed(measured, limit));
  const level = failed ?? levels.at(-1);
  return {
    id,
    kind: kind.name,
    column,
    severity: level?.severity ?? 'error',
    status: measured === null ? 'not applicable' : failed ? 'failed' : 'passed',
    measured,
    threshold: level?.limit ?? 0,
  };
}

function figuresOf(database: Database, run: ShownRun & { readonly today: string }, dataset: string): Figures {
  const definition = run.pipeline.datasets[dataset];
  const columns = definition ? valueColumns(definition).map(({ name }) => name) : [];
  const table = recordsTable(dataset, run.no);
  const ledger = ledgersOf(database, run.no).get(dataset);
  const numberOf = (query: Parameters<typeof rowsOf>[1]): number | null => {
    const [value = null] = rowsOf(database, query)[0] ?? [];
    return value === null ? null : Number(value);
  };
  const rulesThatFind = (column: string): readonly string[] =>
    definition
      ? rulesOfDataset(definition)
          .filter((rule) => rule['column'] === column && kindOfRule(rule)?.findsUnreadable)
          .map(({ id }) => id)
      : [];
  return {
    rows: () => (ledger ? ledger.read - ledger.blank : 0),
    readable: () => (ledger ? ledger.read - ledger.blank - ledger.structural : 0),
    rowsBefore: () =>
      numberOf(sql`
        select read - blank
        from run_ledger
        join runs using (run_no)
        where dataset = ${dataset} and pipeline = ${run.pipeline.name} and run_no < ${run.no} and status = 'succeeded'
        order by run_no desc
        limit 1`),
    waiting: () => (ledger ? ledger.exceptions + ledger.structural : 0),
    missing: (column) => {
      const value = valueColumn(columns.indexOf(column));
      const empty = numberOf(sql`select count(*) from ${table} where ${value} is null and ${mayGoOn}`) ?? 0;
      // A text that cannot be read is not missing.
      const unreadable =
        numberOf(sql`
          select sum(failed)
          from rule_results
          where run_no = ${run.no} and dataset = ${dataset}
            and rule_id in (select value from json_each(${JSON.stringify(rulesThatFind(column))}))`) ?? 0;
      return Math.max(0, empty - unreadable);
    },
    age: (column) => {
      const value = valueColumn(columns.indexOf(column));
      const now = instantOf(database, run);
      const [newest = null] =
        rowsOf(
          database,
          sql`
            select max(${value})
            from ${table}
            where substr(${value}, 1, 10) <= ${new Date(now - 1).toISOString().slice(0, 10)}
              and ${value} <= ${new Date(now).toISOString()}
              and state not in (${recordState.rejected}, ${recordState.merged})
              and ${mayGoOn}`,
        )[0] ?? [];
      if (newest === null) return null;
      // Without a zone a time is taken for UTC, as it is wherever instants are compared.
      const text = String(newest);
      const isDay = text.length === 10;
      const instant = Date.parse(isDay ? `${text}T00:00:00Z` : text.endsWith('Z') ? text : `${text}Z`);
      // A day is as new as its end.
      const end = instant + (isDay ? 24 * millisecondsOfHour : 0);
      return Number.isNaN(end) ? null : Math.max(0, now - end) / millisecondsOfHour;
    },
  };
}

/** The time that a run is about: when it began, or the end of an earlier day that it was told to be about. */
function instantOf(database: Database, { no, today }: { readonly no: number; readonly today: string }): number {
  const [startedAt] = rowsOf(database, sql`select started_at from runs where run_no = ${no}`)[0] ?? [];
  return Math.min(Date.parse(String(startedAt)), Date.parse(`${today}T00:00:00Z`) + 24 * millisecondsOfHour);
}
