import { create } from 'zustand';
import type { PipelineDetail } from '#core/contract/pipeline.ts';
import { ask, queryClient } from './client.ts';
import { keptValue } from './kept.ts';
import { tellVersion } from './pieces/version-notice.tsx';
import { startRun, useRunning } from './running.ts';

/** Rules and steps that were changed for the run that is shown but have not run yet. */
export interface Draft {
  readonly yaml: string;
  readonly rules: PipelineDetail['rules'];
  /** Undefined after the text was edited: they are read from it when they are needed. */
  readonly steps?: PipelineDetail['steps'];
  readonly computed?: PipelineDetail['computed'];
}

interface Kept {
  readonly runId: string | undefined;
  readonly draft: Draft | undefined;
}

const kept = keptValue<Kept>('draft', { runId: undefined, draft: undefined }, 'tab');

/** They wait while one looks at something else, and across a reload. */
export const useDraft = create<Kept>(kept.get);
useDraft.subscribe(kept.set);

/** The changed rules and steps of a run, if any. */
export function draftOf({ runId, draft }: Kept, shown: string | undefined): Draft | undefined {
  return runId !== undefined && runId === shown ? draft : undefined;
}

/** Whether rules or steps of a run were changed that have not run yet. */
export function useIsChanged(shown: string | undefined): boolean {
  return useDraft((kept) => draftOf(kept, shown) !== undefined);
}

/** Runs the pipeline of the run that is shown on its files again, with the rules and steps as they were changed. */
export async function runAgain(shown: string | undefined): Promise<boolean> {
  if (useRunning.getState().ticket !== undefined) return false;
  const draft = draftOf(useDraft.getState(), shown);
  const before = draft && queryClient.getQueryData(ask.runs.shown.queryKey());
  const isDone = await startRun({ again: true, ...(draft && { definition: draft.yaml }) });
  if (isDone && draft === useDraft.getState().draft) useDraft.setState({ draft: undefined });
  const after = isDone && before ? queryClient.getQueryData(ask.runs.shown.queryKey()) : null;
  if (before && after) tellVersion(before, after);
  return isDone;
}
