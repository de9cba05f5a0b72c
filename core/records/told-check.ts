import type { RunDetail } from '#core/contract/runs.ts';
import { checkKinds } from '#core/quality/checks.ts';
import type { CheckResult } from '#core/store/check-results.ts';

/** A stored result of a check with its sentences. */
export function toldCheck(result: CheckResult): RunDetail['checks'][number] {
  const { kind, column: _, ...told } = result;
  return { ...told, sentence: sentenceOfCheck(result), action: checkKinds.get(kind)?.action ?? '' };
}

/** What a check found and what was expected. */
export function sentenceOfCheck({ kind, measured, threshold, column, id }: CheckResult): string {
  if (measured === null) return `${id.replaceAll('_', ' ')}: there was nothing to measure`;
  return checkKinds.get(kind)?.sentence(measured, threshold, column) ?? `${id}: ${measured}, limit ${threshold}`;
}
