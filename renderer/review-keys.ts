import { create } from 'zustand';
import { keptValue } from './kept.ts';

/** What single letters do while a grid of exceptions has the focus. */
export const reviewActions = {
  next: ['J', 'Next exception'],
  previous: ['K', 'Previous exception'],
  wrong: ['N', 'Next wrong cell; with Shift the previous one'],
  accept: ['A', 'Accept the first suggestion; with Shift for all like it'],
  waive: ['W', 'Waive, with a reason'],
  reject: ['R', 'Reject, with a reason'],
  escalate: ['E', 'Leave it to somebody else, with a note'],
  merge: ['M', 'Merge duplicates'],
  comment: ['C', 'Write a comment'],
  group: ['G', 'Group by problem'],
  source: [' ', 'The line in the file'],
  filter: ['/', 'Search in all cells'],
  panel: ['P', 'Show or hide the record panel'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

export type ReviewAction = keyof typeof reviewActions;

interface Keys {
  readonly isOn: boolean;
  readonly own: Readonly<Partial<Record<ReviewAction, string>>>;
}

const kept = keptValue<Partial<Keys>>('keys', {});

/** Letters as the person set them; they can be switched off (WCAG 2.2, 2.1.4). */
export const useReviewKeys = create<Keys>(() => ({ isOn: true, own: {}, ...kept.get() }));

/** Changes the letters, and keeps them. */
export function setKeys(change: Partial<Keys>): void {
  useReviewKeys.setState(change);
  kept.set(useReviewKeys.getState());
}

/** The letter of an action. */
export function keyOf({ own }: Keys, action: ReviewAction): string {
  return own[action] ?? reviewActions[action][0];
}

/** Whether a key is a sign that would otherwise begin to overwrite a cell: with the letters on, Enter and F2 alone begin to write. */
export function isLetter(event: KeyboardEvent): boolean {
  return useReviewKeys.getState().isOn && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** What a key does: an action, the number of a suggestion, or nothing. */
export function actionOf(event: KeyboardEvent): ReviewAction | number | undefined {
  const keys = useReviewKeys.getState();
  if (!keys.isOn || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (/^[1-9]$/.test(event.key)) return Number(event.key);
  const wanted = event.key.toUpperCase();
  // Written out above with exactly these names.
  return (Object.keys(reviewActions) as ReviewAction[]).find((action) => keyOf(keys, action).toUpperCase() === wanted);
}
