import { create } from 'zustand';
import type { ComputedDetail, StepDetail } from '#core/contract/pipeline.ts';
import type { Draft } from './draft.ts';

/** A cleaning step that a person sets out to write: a new one, perhaps for a column, or one that is there. */
export interface StepMeant {
  readonly column?: string | undefined;
  readonly step?: StepDetail | undefined;
}

/** What a person sets out to write: a step, a type or a computed column. */
export type Meant =
  | ({ readonly kind: 'step' } & StepMeant)
  | { readonly kind: 'type'; readonly column?: string | undefined }
  | { readonly kind: 'computed'; readonly computed?: ComputedDetail }
  | { readonly kind: 'reshape'; readonly way: 'split' | 'combine' };

/** What is wanted of which dataset. */
interface StepWanted {
  readonly dataset: string;
  readonly meant: Meant;
}

/** What was asked for elsewhere, until the screen of steps has taken it up. */
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
