import type { RunDetail } from '#core/contract/runs.ts';

/** Why a run went on without a model; undefined where it was built. */
export function failureOf(run: Pick<RunDetail, 'failures'> | undefined, model: string): string | undefined {
  return run?.failures.find(({ part, name }) => part === 'model' && name === model)?.reason;
}
