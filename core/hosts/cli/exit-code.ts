import type { FailureCode } from '#core/contract/failure.ts';

/** What the command line returns: 0 done, 1 gate failed, 2 wrong usage, input or configuration, 3 the work failed, 130 stopped. */
export const exitCodes = { done: 0, gateFailed: 1, wrong: 2, failed: 3, stopped: 130 } as const;

/** The exit code of a failure. */
export function exitCodeOf(code: FailureCode): number {
  if (code === 'CANCELLED') return exitCodes.stopped;
  return code === 'RUN_FAILED' ? exitCodes.failed : exitCodes.wrong;
}
