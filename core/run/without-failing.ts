import { Failure } from '#core/contract/failure.ts';
import type { RunFailure } from '#core/contract/run-failure.ts';
import { addRunFailure } from '#core/store/run-failures.ts';
import { isStorageError } from '#core/workspace/open.ts';
import type { RunContext } from './run-context.ts';

/** A part of a run that may fail. */
export type RunPart = Pick<RunFailure, 'part' | 'name'>;

/** A function that notes that a part failed, so that the run goes on without it; throws the error again where it must not go on. */
export function createFailureNoter(context: RunContext): (part: RunPart, error: unknown) => void {
  const { workspace, run, options, log } = context;
  return (part, error) => {
    const cause = error instanceof Failure ? (error.cause ?? error) : error;
    const isOfPart = error instanceof Failure && error.code !== 'CANCELLED' && !isStorageError(cause);
    if (!options.goesOn || !isOfPart) throw error;
    const reason = error.message.replace(/; the run was discarded$/, '');
    addRunFailure(workspace.database, run.no, { ...part, reason });
    log(stageOf[part.part], 'ERROR', `✗ ${part.part} ${part.name}, without which the run goes on: ${reason}`);
  };
}

const stageOf = { model: 'model', rule: 'summarize', reconciliation: 'summarize', export: 'export', table: 'export' } as const;
