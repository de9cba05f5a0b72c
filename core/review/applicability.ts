import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { kindOfRule } from '#core/quality/kind-of-rule.ts';
import { sqlContextOf } from '#core/records/sql-context.ts';
import { recordsTable } from '#core/sql/names.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import { ruleResultIds } from '#core/store/findings.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';
import { findOthers, type TouchedGroups } from './others.ts';
import type { ReviewedRun } from './verdict.ts';

/**
 * Keeps the counts of records to which rules apply that look at other datasets: whether such a rule applies to a record may change with
 * any of the others. Records are counted before anything changes, and again when everything has.
 */
export interface Applicability {
  /** Counts records as they are stored, unless they were counted before. */
  readonly note: (dataset: string, ids: Iterable<number>) => void;
  /** The same for the records that groups consist of. */
  readonly noteGroups: (groups: TouchedGroups) => void;
  /** Counts again what was noted, and stores the difference. */
  readonly store: () => void;
}

interface CountedRule {
  readonly resultId: number;
  readonly applicable: (ids: Sql) => Sql;
  applied: number;
  others: number;
}

interface Noted {
  readonly ids: Set<number>;
  readonly rules: readonly CountedRule[];
}

/** Makes the counter for a change of a run. */
export function createApplicability(database: Database, run: ReviewedRun): Applicability {
  const byDataset = new Map(
    Object.keys(run.pipeline.datasets).map((dataset): [string, Noted] => [
      dataset,
      { ids: new Set(), rules: rulesOf(database, run, dataset) },
    ]),
  );
  const concerned = [...byDataset.values()].some(({ rules }) => rules.length > 0);
  const seen = new Map<string, Set<string>>();

  const count = (dataset: string, rules: readonly CountedRule[], ids: readonly number[], sign: 1 | -1): void => {
    const among = sql`select value from json_each(${JSON.stringify(ids)})`;
    const [all = 0] =
      rowsOf(database, sql`select count(*) from ${recordsTable(dataset, run.no)} where id in (${among})`)[0] ?? [];
    for (const rule of rules) {
      const [applied = 0] = rowsOf(database, rule.applicable(among))[0] ?? [];
      rule.applied += sign * Number(applied);
      rule.others += sign * (Number(all) - Number(applied));
    }
  };

  const note = (dataset: string, ids: Iterable<number>): void => {
    const noted = byDataset.get(dataset);
    if (!noted || noted.rules.length === 0) return;
    const fresh = [...ids].filter((id) => !noted.ids.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) noted.ids.add(id);
    count(dataset, noted.rules, fresh, -1);
  };

  return {
    note,
    noteGroups: (groups) => {
      if (!concerned) return;
      const fresh: TouchedGroups = new Map();
      for (const [name, group] of groups) {
        const known = seen.get(name) ?? new Set();
        seen.set(name, known);
        const values = new Map([...group.values].filter(([value]) => !known.has(value)));
        for (const value of values.keys()) known.add(value);
        if (values.size > 0 && (byDataset.get(group.dataset)?.rules.length ?? 0) > 0) fresh.set(name, { ...group, values });
      }
      for (const [dataset, ids] of findOthers(database, run, fresh)) note(dataset, ids);
    },
    store: () => {
      for (const [dataset, { ids, rules }] of byDataset) {
        if (ids.size === 0) continue;
        count(dataset, rules, [...ids], 1);
        for (const { resultId, applied, others } of rules) storeCounts(database, resultId, applied, others);
      }
    },
  };
}

function rulesOf(database: Database, run: ReviewedRun, dataset: string): readonly CountedRule[] {
  const definition = run.pipeline.datasets[dataset];
  if (!definition) return [];
  let results: readonly number[] | undefined;
  return rulesOfDataset(definition).flatMap((rule, index): readonly CountedRule[] => {
    const kind = kindOfRule(rule);
    if (kind?.scope !== 'set' || !kind.applicableAmong || !rule.enabled) return [];
    results ??= ruleResultIds(database, run.no, dataset);
    const context = sqlContextOf(run, dataset, rule.id);
    const applicable = (ids: Sql): Sql => kind.applicableAmong?.(rule, context, ids) ?? sql`select 0`;
    return [{ resultId: results[index] ?? 0, applicable, applied: 0, others: 0 }];
  });
}

function storeCounts(database: Database, resultId: number, applied: number, others: number): void {
  if (applied === 0 && others === 0) return;
  execute(
    database,
    sql`
      update rule_results
      set checked = checked + ${applied}, passed = passed + ${applied}, not_applicable = not_applicable + ${others}
      where id = ${resultId} and status = 'evaluated'`,
  );
}
