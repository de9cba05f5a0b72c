import type { Severity } from '#core/contract/severity.ts';

/** How often a rule of a severity was asked and failed. */
export interface ScoredRule {
  readonly severity: Severity;
  readonly checked: number;
  readonly failed: number;
}

/** A score with its numerator and denominator, so that it can be explained and computed again. */
export interface Score {
  /** 0 to 100; 100 only where nothing failed. Null where nothing was checked. */
  readonly value: number | null;
  readonly failedWeight: number;
  readonly checkedWeight: number;
}

/** Score = 100 × (1 − Σ weight × failed ÷ Σ weight × checked) over all rules, each check weighing as its rule's severity. */
export function scoreOf(rules: readonly ScoredRule[], weights: Readonly<Record<Severity, number>>): Score {
  const failedWeight = rules.reduce((sum, { severity, failed }) => sum + weights[severity] * failed, 0);
  const checkedWeight = rules.reduce((sum, { severity, checked }) => sum + weights[severity] * checked, 0);
  return { value: scoreValue(failedWeight, checkedWeight), failedWeight, checkedWeight };
}

/** The score of a failed and a checked weight; a failure never rounds away. */
export function scoreValue(failedWeight: number, checkedWeight: number): number | null {
  if (checkedWeight === 0) return null;
  const value = 100 * (1 - failedWeight / checkedWeight);
  return failedWeight > 0 && value >= 100 ? 100 - Number.EPSILON * 64 : value;
}
