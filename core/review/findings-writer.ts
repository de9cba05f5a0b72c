import { quarantines } from '#core/contract/severity.ts';
import { rankOf } from '#core/quality/order-of-rules.ts';
import { createBulkInserter, insertRows } from '#core/store/bulk-insert.ts';
import { deleteViolations, type Violation, violationColumns } from '#core/store/findings.ts';
import type { Database } from '#core/workspace/open.ts';
import type { Reviewer } from './reviewer.ts';
import type { Tallies } from './tallies.ts';
import type { Finding } from './verdict.ts';

/** Stores what is wrong with single records of a dataset, many at a time. */
export interface FindingsWriter {
  /**
   * Puts the findings of a record in the place of those before; returns the ids of the blocking rules whose findings stay: those that cannot
   * be asked about one record, and those about groups where no group changed.
   */
  readonly replace: (id: number, findings: readonly Finding[], isGroupChanged: boolean) => readonly string[];
  /** Leaves one finding alone: the line is broken. */
  readonly replaceAll: (id: number, finding: Pick<Finding, 'index' | 'reason'>) => void;
  /** Stores what was replaced since the last time. */
  readonly flush: () => void;
}

/** Makes the writer of findings; `results` are the ids of the rule results in the order of the rules. */
export function createFindingsWriter(
  database: Database,
  reviewer: Reviewer,
  results: readonly number[],
  tallies: Tallies,
): FindingsWriter {
  let deleted: number[] = [];
  let added: (readonly [result: number, record: number, reason: string])[] = [];
  const insertMany = createBulkInserter(database, violationColumns, 3);
  const insert = (id: number, { index, reason }: Pick<Finding, 'index' | 'reason'>): void =>
    void added.push([results[index] ?? 0, id, reason]);
  const rank = ({ index }: { readonly index: number }): number => rankOf(reviewer.rules, index);

  /** Deletes what is asked again; returns what stays. */
  const deleteAsked = (id: number, isGroupChanged: boolean): readonly Violation[] =>
    reviewer.violationsOf(id).filter((violation) => {
      const rule = reviewer.rules[violation.index];
      if (!rule) return false;
      if (!reviewer.canAsk(rule) || (!isGroupChanged && reviewer.isAmongOthers(rule))) return true;
      deleted.push(violation.id);
      tallies.failed(violation.index, -1);
      return false;
    });

  return {
    replace: (id, findings, isGroupChanged) => {
      const kept = deleteAsked(id, isGroupChanged);
      for (const { index } of findings) tallies.failed(index, 1);
      // Reasons are stored in the order in which a run finds them, so what stays is stored again where something joins it.
      const again = findings.length > 0 ? kept : [];
      for (const violation of again) deleted.push(violation.id);
      for (const finding of [...again, ...findings].sort((a, b) => rank(a) - rank(b))) insert(id, finding);
      return kept.flatMap(({ index }) => {
        const rule = reviewer.rules[index];
        return rule && quarantines(rule.severity) ? [rule.id] : [];
      });
    },
    replaceAll: (id, finding) => {
      deleteAsked(id, true);
      insert(id, finding);
      tallies.failed(finding.index, 1);
    },
    flush: () => {
      deleteViolations(database, deleted);
      insertRows(insertMany, added);
      deleted = [];
      added = [];
    },
  };
}
