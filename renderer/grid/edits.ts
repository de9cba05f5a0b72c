import { engine } from '../client.ts';
import { acceptFix } from '../decide.ts';
import { key, noteWrong, stage, stagedOf, useReview } from '../review.ts';

/** What a person wrote into a cell that is not accepted yet, or was a moment ago. */
export function editedText(dataset: string, record: number, column: string): string | undefined {
  const state = useReview.getState();
  return stagedOf(state, dataset, record)[column] ?? state.settled[key(dataset, record)]?.[column];
}

/** Whether what a person wrote into a cell is still wrong; undefined where nothing was written, or nobody has asked yet. */
export function isStillWrong(dataset: string, record: number, column: string): boolean | undefined {
  const state = useReview.getState();
  if (state.settled[key(dataset, record)]?.[column] !== undefined) return false;
  if (stagedOf(state, dataset, record)[column] === undefined) return undefined;
  return state.stillWrong[key(dataset, record)]?.includes(column);
}

/** Whether a record was just decided about and still keeps its place. */
export function isSettled(dataset: string, record: number): boolean {
  return Object.hasOwn(useReview.getState().settled, key(dataset, record));
}

/** Rewrites a cell; where every rule of the record passes then, it is clean at once. */
export async function mend(dataset: string, recordId: number, column: string, text: string, old: string): Promise<void> {
  const cells = stage(dataset, recordId, column, text, old);
  if (Object.keys(cells).length === 0) return;
  const { passes, problems } = await engine.exceptions.try({ dataset, recordId, cells });
  noteWrong(
    dataset,
    recordId,
    problems.filter(({ severity }) => severity === 'error' || severity === 'critical').flatMap(({ columns }) => columns),
  );
  if (passes) await acceptFix(dataset, recordId);
}
