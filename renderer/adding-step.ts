import { create } from 'zustand';
import type { Draft } from './draft.ts';

/** What a person wants a cleaning step for, or another type. */
export interface StepWanted {
  readonly dataset: string;
  readonly column: string;
  readonly what: 'step' | 'type';
}

/** The step that was asked for elsewhere, until the screen of steps has taken it up. */
export const useStepWanted = create<{ readonly wanted: StepWanted | undefined }>(() => ({ wanted: undefined }));

/** A definition as it was before an edit of steps, and the dataset that was edited. */
interface Before {
  readonly dataset: string;
  readonly draft: Draft | undefined;
}

/** What can be undone of the edits of steps: it outlasts the screen, as the edits do. */
export const useStepHistory = create<{ readonly runId: string | undefined; readonly before: readonly Before[] }>(() => ({
  runId: undefined,
  before: [],
}));
