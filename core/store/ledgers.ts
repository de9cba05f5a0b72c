import type { Ledger } from '#core/contract/ledger.ts';
import { sql } from '#core/sql/sql.ts';
import { type Database, run } from '#core/workspace/open.ts';

/** Opens the account of a dataset in a run. */
export function openLedger(database: Database, runNo: number, runId: string, dataset: string): void {
  run(database, sql`insert into run_ledger (run_no, run_id, dataset) values (${runNo}, ${runId}, ${dataset})`);
}

/** Adds what a batch brought that is no parsed record, and how much it read. */
export function addToLedger(
  database: Database,
  runNo: number,
  dataset: string,
  batch: { readonly read: number; readonly structural: number; readonly blank: number },
): void {
  run(
    database,
    sql`
      update run_ledger
      set read = read + ${batch.read}, structural = structural + ${batch.structural}, blank = blank + ${batch.blank}
      where run_no = ${runNo}
        and dataset = ${dataset}`,
  );
}

/** Enters where the parsed records stand now. */
export function enterStates(
  database: Database,
  runNo: number,
  dataset: string,
  states: Omit<Ledger, 'read' | 'structural' | 'blank'>,
): void {
  run(
    database,
    sql`
      update run_ledger
      set clean = ${states.clean}, exceptions = ${states.exceptions}, waived = ${states.waived}, rejected = ${states.rejected}, merged = ${states.merged}
      where run_no = ${runNo}
        and dataset = ${dataset}`,
  );
}

/** The accounts of a run, by dataset in the order of the definition, in which the rules were stored. */
export function ledgersOf(database: Database, runNo: number): ReadonlyMap<string, Ledger> {
  const rows = database
    .prepare<[number], Ledger & { dataset: string }>(
      `select dataset, read, clean, exceptions, waived, rejected, merged, structural, blank
       from run_ledger l
       where run_no = ?
       order by (select min(id) from rule_results r where r.run_no = l.run_no and r.dataset = l.dataset), dataset`,
    )
    .all(runNo);
  return new Map(rows.map(({ dataset, ...ledger }) => [dataset, ledger]));
}

/** How many rows of a kind there are, as the account has it. */
export function accountOf(database: Database, runNo: number, dataset: string, what: 'raw' | 'clean' | 'exceptions'): number {
  const ledger = ledgersOf(database, runNo).get(dataset);
  if (!ledger) return 0;
  if (what === 'raw') return ledger.read - ledger.blank;
  return what === 'clean' ? ledger.clean + ledger.waived : ledger.exceptions + ledger.structural;
}
