import { integers, sql } from '#core/sql/sql.ts';
import { createViolationReader, lineShape, ruleResultIds, type Violation } from '#core/store/findings.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import type { RuleFacts } from './rule-facts.ts';
import { type BrokenShape, blockingOf, type Finding, type ReviewedRun } from './verdict.ts';

/** What is stored of the rules that single records break. */
export interface StoredFindings {
  /** Reads what is stored of some records at once, to be asked about one by one; what was read before is forgotten. */
  readonly load: (recordIds: readonly number[]) => void;
  /** The violations of a record, each in the order in which they were found. */
  readonly violationsOf: (recordId: number) => readonly Violation[];
  /** The rules that a record breaks. */
  readonly foundNow: (recordId: number) => readonly Finding[];
  /** Those of them that keep it out of the clean rows. */
  readonly blockingNow: (recordId: number) => readonly Finding[];
  /** What is wrong with the shape of a record that the file holds as a broken line, corrected since or not; undefined for any other. */
  readonly brokenShape: (recordId: number) => BrokenShape | undefined;
}

/** Makes the reader of what is stored of a dataset in a run. */
export function createStoredFindings(
  database: Database,
  run: ReviewedRun,
  dataset: string,
  { rules, columnsByRule, isAboutShape }: RuleFacts,
): StoredFindings {
  const results = ruleResultIds(database, run.no, dataset);
  const read = createViolationReader(database, results);
  let asked: ReadonlySet<number> = new Set();
  let loaded: ReadonlyMap<number, readonly Violation[]> = new Map();
  const violationsOf = (recordId: number): readonly Violation[] =>
    (asked.has(recordId) ? loaded : read([recordId])).get(recordId) ?? [];
  const foundNow = (recordId: number): readonly Finding[] =>
    violationsOf(recordId).flatMap(({ index, reason }) => {
      const rule = rules[index];
      return rule ? [{ index, rule, columns: columnsByRule[index] ?? [], reason }] : [];
    });
  const ofShape = integers(results.filter((_, index) => rules[index] && isAboutShape(rules[index])));
  // Most files have no broken line, so that none of their records need be asked.
  const [hasBroken] =
    rowsOf(
      database,
      sql`
        select exists (select 1 from rule_results where id in (${ofShape}) and failed > 0)
          or exists (
            select 1 from decisions
            where run_no = ${run.no} and dataset = ${dataset} and json_extract(details, '$.broken') is not null
          )`,
    )[0] ?? [];
  let lastSound = 0;
  return {
    load: (recordIds) => {
      asked = new Set(recordIds);
      loaded = recordIds.length > 0 ? read(recordIds) : new Map();
    },
    violationsOf,
    foundNow,
    blockingNow: (recordId) => blockingOf(foundNow(recordId)),
    brokenShape: (recordId) => {
      // What was read as a record stays one, so that it need not be asked twice.
      if (hasBroken !== 1 || recordId === lastSound) return undefined;
      const own = sql`run_no = ${run.no} and dataset = ${dataset} and record_id = ${recordId}`;
      const [isBroken] = rowsOf(database, sql`select 1 from exception_rows where ${own} and is_structural <> ${lineShape.sound}`);
      if (!isBroken) {
        lastSound = recordId;
        return undefined;
      }
      const found = foundNow(recordId).find(({ rule }) => isAboutShape(rule));
      if (found) return { index: found.index, reason: found.reason };
      // Corrected, so that it breaks the rule no more: the decision about it says how it was.
      const [told] = rowsOf(
        database,
        sql`
          select json_extract(details, '$.broken.rule'), json_extract(details, '$.broken.reason')
          from decisions where ${own} and json_extract(details, '$.broken.rule') is not null limit 1`,
      );
      const index = rules.findIndex(({ id }) => id === told?.[0]);
      return { index: Math.max(0, index), reason: String(told?.[1] ?? 'the line is broken') };
    },
  };
}
