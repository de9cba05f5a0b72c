import type { Ledger } from '#core/contract/ledger.ts';
import { identifier, type Sql, sql } from '#core/sql/sql.ts';
import { type Database, run as execute, rowsOf } from '#core/workspace/open.ts';

/** An account in which a record or a broken line can be. */
export type Account = Exclude<keyof Ledger, 'read' | 'blank'>;

/** By how much the counts of a dataset change while its records are settled; stored once, at the end. */
export interface Tallies {
  /** More or fewer records fail the rule at a place. */
  readonly failed: (index: number, by: 1 | -1) => void;
  /** For each rule: true where it has something to check in a record, false where it does not apply, undefined where it is not asked. */
  readonly applied: (applies: readonly (boolean | undefined)[], by: 1 | -1) => void;
  /** A record goes from one account to another. */
  readonly moved: (from: Account, to: Account) => void;
  readonly store: () => void;
}

/** Makes empty tallies; `results` are the ids of the rule results in the order of the rules. */
export function createTallies(database: Database, runNo: number, dataset: string, results: readonly number[]): Tallies {
  const failed = new Map<number, number>();
  const checked = new Map<number, number>();
  const notApplicable = new Map<number, number>();
  const accounts = new Map<Account, number>();
  const ofRule = (index: number): Sql => sql`id = ${results[index] ?? 0}`;
  return {
    failed: (index, by) => add(failed, index, by),
    applied: (applies, by) => {
      for (const [index, does] of applies.entries()) if (does !== undefined) add(does ? checked : notApplicable, index, by);
    },
    moved: (from, to) => {
      add(accounts, from, -1);
      add(accounts, to, 1);
    },
    store: () => {
      for (const [index, by] of failed)
        if (by !== 0)
          execute(database, sql`update rule_results set failed = failed + ${by}, passed = passed - ${by} where ${ofRule(index)}`);
      for (const index of results.keys()) {
        const more = checked.get(index) ?? 0;
        const idle = notApplicable.get(index) ?? 0;
        if (more !== 0 || idle !== 0)
          execute(
            database,
            sql`
              update rule_results set checked = checked + ${more}, passed = passed + ${more}, not_applicable = not_applicable + ${idle}
              where ${ofRule(index)} and status = 'evaluated'`,
          );
      }
      for (const [account, by] of accounts)
        if (by !== 0)
          execute(
            database,
            sql`
              update run_ledger set ${identifier(account)} = ${identifier(account)} + ${by}
              where run_no = ${runNo} and dataset = ${dataset}`,
          );
    },
  };
}

/** Counts again in how many records a rule about many has something to check, of all records in a table. */
export function recountRule(database: Database, resultId: number, applicable: Sql, table: Sql): void {
  const [found = 0, all = 0] =
    rowsOf(database, sql`select (${applicable}), (select count(*) from ${table})`)[0]?.map(Number) ?? [];
  execute(
    database,
    sql`
      update rule_results set checked = ${found}, passed = ${found} - failed, not_applicable = ${all - found}
      where id = ${resultId} and status = 'evaluated'`,
  );
}

function add<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
