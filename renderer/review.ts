import { notifications } from '@mantine/notifications';
import { create } from 'zustand';
import { engine, queryClient, sentenceOf } from './client.ts';
import { counted } from './format.ts';

type Cells = Readonly<Record<string, string>>;

interface Review {
  /** Cells that were written anew but not accepted yet, by dataset and record. */
  readonly staged: Readonly<Record<string, Cells>>;
  /** What was done last, for those who hear rather than see. */
  readonly spoken: string;
}

export const useReview = create<Review>(() => ({ staged: {}, spoken: '' }));

const key = (dataset: string, record: number): string => `${dataset}/${record}`;

/** The cells of a record that are written anew. */
export function stagedOf({ staged }: Review, dataset: string, record: number): Cells {
  return staged[key(dataset, record)] ?? nothing;
}

const nothing: Cells = {};

/** Writes a cell anew; its old text takes it back. */
export function stage(dataset: string, record: number, column: string, text: string, old: string): Cells {
  const { [column]: _, ...others } = stagedOf(useReview.getState(), dataset, record);
  const cells = text === old ? others : { ...others, [column]: text };
  useReview.setState(({ staged }) => ({ staged: { ...staged, [key(dataset, record)]: cells } }));
  return cells;
}

/** Accepts what was written; returns whether the record is clean now. */
export function acceptFix(dataset: string, recordId: number): Promise<boolean> {
  const cells = stagedOf(useReview.getState(), dataset, recordId);
  return done('Fixed', () => engine.exceptions.decide({ dataset, recordId, kind: 'fixed', cells }), [dataset, recordId]);
}

/** Lets a record pass as it is, or keeps it out for good, with a reason. */
export function decideAs(kind: 'waived' | 'rejected', dataset: string, recordId: number, reason: string): Promise<boolean> {
  return done(kind === 'waived' ? 'Waived' : 'Rejected', () => engine.exceptions.decide({ dataset, recordId, kind, reason }), [
    dataset,
    recordId,
  ]);
}

/** Takes the last decision back. */
export function undoDecision(): Promise<boolean> {
  return done('Taken back', () => engine.exceptions.undo({}));
}

/** Lets the decision that was taken back hold again. */
export function redoDecision(): Promise<boolean> {
  return done('Decided again', () => engine.exceptions.redo({}));
}

async function done(
  word: string,
  work: () => Promise<{ readonly alongside: number; readonly records: readonly { readonly recordId: number }[] }>,
  clear?: readonly [string, number],
): Promise<boolean> {
  try {
    const { records, alongside } = await work();
    if (clear) useReview.setState(({ staged }) => ({ staged: { ...staged, [key(...clear)]: nothing } }));
    const what = records.map(({ recordId }) => `record ${recordId}`).join(', ');
    const spoken = `${word}: ${what}${alongside > 0 ? `, and ${counted(alongside, 'other record')} with it` : ''}.`;
    useReview.setState({ spoken });
    notifications.show({ message: spoken });
    await queryClient.invalidateQueries();
    return true;
  } catch (error) {
    notifications.show({ message: sentenceOf(error), autoClose: 15_000 });
    return false;
  }
}
