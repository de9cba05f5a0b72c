import { create } from 'zustand';

/** What a person wants a cleaning step for. */
export interface StepWanted {
  readonly dataset: string;
  readonly column: string;
}

/** The step that was asked for elsewhere, until the screen of steps has taken it up. */
export const useStepWanted = create<{ readonly wanted: StepWanted | undefined }>(() => ({ wanted: undefined }));
