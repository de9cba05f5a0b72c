import { quarantines } from '#core/contract/severity.ts';
import type { RuleDefinition } from '#core/definition/rule-definition.ts';
import type { Value } from '#core/quality/type.ts';
import type { ShownRun } from '#core/records/rules-of-run.ts';

/** A run whose records are reviewed. */
export type ReviewedRun = ShownRun & { readonly id: string; readonly today: string };

/** A rule that a record breaks, by its place in the list of rules. */
export interface Finding {
  readonly index: number;
  readonly rule: RuleDefinition;
  /** The columns that the rule is about. */
  readonly columns: readonly string[];
  readonly reason: string;
}

/** What a record becomes when some cells change, before anything is stored. */
export interface RecordVerdict {
  readonly raw: readonly string[];
  /** Standardized texts and typed values, in the order of the declared columns. */
  readonly texts: readonly string[];
  readonly values: readonly Value[];
  readonly findings: readonly Finding[];
}

/** Why a record could not be told apart into cells: the place of the rule, and its sentence. */
export type BrokenShape = Pick<Finding, 'index' | 'reason'>;

/** The findings that keep a record out of the clean rows. */
export function blockingOf(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ rule }) => quarantines(rule.severity));
}
