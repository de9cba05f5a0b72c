import type { RunDetail } from '#core/contract/runs.ts';
import { checkKinds } from '#core/quality/checks.ts';
import { modelRules } from '#core/quality/model-rules.ts';
import type { CheckResult } from '#core/store/check-results.ts';

const kindsOfModels = new Map(modelRules.map((kind) => [kind.name, kind]));

/** A stored result of a check with its sentences. */
export function toldCheck(result: CheckResult): RunDetail['checks'][number] {
  const { kind, column: _, ...told } = result;
  const { action = '' } = checkKinds.get(kind) ?? kindsOfModels.get(kind) ?? {};
  return { ...told, sentence: sentenceOfCheck(result), action };
}

/** What a check found and what was expected. */
export function sentenceOfCheck({ kind, measured, threshold, column, id }: CheckResult): string {
  if (measured === null) return `${id.replaceAll('_', ' ')}: there was nothing to measure`;
  const teller = checkKinds.get(kind) ?? kindsOfModels.get(kind);
  return teller?.sentence(measured, threshold, column) ?? `${id}: ${measured}, limit ${threshold}`;
}
