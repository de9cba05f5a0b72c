import { notifications } from '@mantine/notifications';
import { create } from 'zustand';
import type { BulkInput, BulkOutcome } from '#core/contract/bulk.ts';
import { engine, queryClient, sentenceOf } from './client.ts';
import { count, counted } from './format.ts';
import type { RowQuery } from './route.ts';

type Cells = Readonly<Record<string, string>>;
type Kind = 'waived' | 'rejected' | 'escalated';

/** Decisions that are to be taken back. */
interface Taken {
  readonly batchNo?: number;
  readonly fromBatch?: number;
  readonly record?: { readonly dataset: string; readonly recordId: number };
  readonly column?: string;
}

/** Something that is asked before it is done. */
export type ReviewQuestion =
  | { readonly kind: 'reason'; readonly decision: Kind; readonly dataset: string; readonly recordId: number }
  | { readonly kind: 'bulk'; readonly title: string; readonly input: BulkInput; readonly canRemember?: boolean }
  | { readonly kind: 'clusters'; readonly dataset: string; readonly column: string }
  | { readonly kind: 'duplicates'; readonly dataset: string; readonly rule: string; readonly recordId: number }
  | {
      readonly kind: 'parent';
      readonly dataset: string;
      readonly column: string;
      readonly text: string;
      readonly records: number;
    }
  | { readonly kind: 'history' }
  | { readonly kind: 'staged' }
  | { readonly kind: 'import' }
  | { readonly kind: 'sign-off' };

interface Review {
  /** Cells that were written anew but not accepted yet, by dataset and record. */
  readonly staged: Readonly<Record<string, Cells>>;
  /** What was done last, for those who hear rather than see. */
  readonly spoken: string;
  /** Records that were just decided about: they keep their place until the person moves on. */
  readonly settled: Readonly<Record<string, string>>;
  readonly question: ReviewQuestion | undefined;
  /** What was written by hand last, as an example for the rest. */
  readonly example:
    | {
        readonly dataset: string;
        readonly column: string;
        readonly examples: readonly { readonly from: string; readonly to: string }[];
      }
    | undefined;
}

export const useReview = create<Review>(() => ({ staged: {}, spoken: '', settled: {}, question: undefined, example: undefined }));

const key = (dataset: string, record: number): string => `${dataset}/${record}`;

/** Asks something, or stops asking. */
export function askReview(question: ReviewQuestion | undefined): void {
  useReview.setState({ question });
}

/** Shows what would come of accepting everything that is suggested where a rule is broken. */
export function askSuggested(title: string, selection: BulkInput['selection'], rule: string): void {
  askReview({ kind: 'bulk', title, input: { selection, change: { kind: 'suggested', rule }, remember: false } });
}

/** The cells of a record that are written anew. */
export function stagedOf({ staged }: Review, dataset: string, record: number): Cells {
  return staged[key(dataset, record)] ?? nothing;
}

/** Every record with cells written anew. */
export function allStaged({
  staged,
}: Pick<Review, 'staged'>): readonly { readonly dataset: string; readonly recordId: number; readonly cells: Cells }[] {
  return Object.entries(staged)
    .filter(([, cells]) => Object.keys(cells).length > 0)
    .map(([name, cells]) => {
      const at = name.lastIndexOf('/');
      return { dataset: name.slice(0, at), recordId: Number(name.slice(at + 1)), cells };
    });
}

const nothing: Cells = {};

/** Writes a cell anew; its old text takes it back. */
export function stage(dataset: string, record: number, column: string, text: string, old: string): Cells {
  const { [column]: _, ...others } = stagedOf(useReview.getState(), dataset, record);
  const cells = text === old ? others : { ...others, [column]: text };
  useReview.setState(({ staged }) => ({ staged: { ...staged, [key(dataset, record)]: cells } }));
  return cells;
}

/** Forgets what was written anew in a record. */
export function unstage(dataset: string, record: number): void {
  useReview.setState(({ staged }) => ({ staged: { ...staged, [key(dataset, record)]: nothing } }));
}

/** Accepts what was written; returns whether the record is clean now. */
export async function acceptFix(dataset: string, recordId: number): Promise<boolean> {
  const cells = stagedOf(useReview.getState(), dataset, recordId);
  const before = await engine.exceptions.try({ dataset, recordId });
  const isDone = await done('✓ passes', 'Passed', () => engine.exceptions.decide({ dataset, recordId, kind: 'fixed', cells }), [
    dataset,
    recordId,
  ]);
  const [fix, ...others] = Object.entries(cells);
  if (isDone && fix && others.length === 0) noteExample(dataset, fix[0], before.texts[fix[0]] ?? '', fix[1]);
  return isDone;
}

/** Accepts the cells of a broken line that was written anew. */
export function acceptLine(dataset: string, recordId: number, cells: Cells): Promise<boolean> {
  return done('✓ passes', 'Passed', () => engine.exceptions.decide({ dataset, recordId, kind: 'fixed', cells }), [
    dataset,
    recordId,
  ]);
}

/** The last fixes of a column by hand: two of them say how the rest may be written. */
const examples = new Map<string, { readonly from: string; readonly to: string }[]>();

function noteExample(dataset: string, column: string, from: string, to: string): void {
  const name = `${dataset}/${column}`;
  const known = [...(examples.get(name) ?? []), { from, to }].slice(-3);
  examples.set(name, known);
  useReview.setState({ example: { dataset, column, examples: known } });
}

/** Accepts a suggestion; where something else is wrong besides, it is only written and waits for that. */
export async function acceptSuggestion(
  dataset: string,
  recordId: number,
  suggestion: { readonly cells: Cells; readonly passes: boolean },
): Promise<boolean> {
  if (suggestion.passes)
    return done(
      '✓ passes',
      'Passed',
      () => engine.exceptions.decide({ dataset, recordId, kind: 'fixed', cells: suggestion.cells, source: 'suggestion' }),
      [dataset, recordId],
    );
  useReview.setState(({ staged }) => ({
    staged: { ...staged, [key(dataset, recordId)]: { ...staged[key(dataset, recordId)], ...suggestion.cells } },
    spoken: 'Written. Another rule is still broken.',
  }));
  return false;
}

/** Lets a record pass as it is, keeps it out for good, or leaves it to somebody else, with a reason. */
export function decideAs(kind: Kind, dataset: string, recordId: number, reason: string, expiresOn?: string): Promise<boolean> {
  const words = { waived: 'Waived', rejected: 'Rejected', escalated: 'Escalated' } as const;
  return done(
    words[kind].toLowerCase(),
    words[kind],
    () => engine.exceptions.decide({ dataset, recordId, kind, reason, ...(expiresOn && { expiresOn }) }),
    [dataset, recordId],
  );
}

/** Takes decisions back: the last, or those of a batch, or all from one on. */
export function undoDecision(taken: Taken = {}): Promise<boolean> {
  return done('', 'Taken back', () => engine.exceptions.undo(taken));
}

/** Lets decisions that were taken back hold again. */
export function redoDecision(taken: { readonly batchNo?: number } = {}): Promise<boolean> {
  return done('', 'Decided again', () => engine.exceptions.redo(taken));
}

/** Lets a value count as one that a dataset holds. */
export function addParent(dataset: string, column: string, text: string, reason: string): Promise<boolean> {
  return done('', 'Added', () => engine.exceptions.addParent({ dataset, cells: { [column]: text }, reason }));
}

/** Changes many records; tells how far it has come, and ends with nothing changed where the signal says so. */
export async function decideMany(
  input: BulkInput,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<BulkOutcome | undefined> {
  try {
    for await (const event of await engine.exceptions.many(input, { signal })) {
      if (event.kind === 'progress') {
        onProgress(event.done / Math.max(event.total, 1));
        continue;
      }
      const { clean, applied, batchNo } = event.outcome;
      if (input.change.kind === 'cells')
        for (const record of Object.keys(input.change.cells)) unstage(input.selection.dataset, Number(record));
      await told(
        `${counted(applied, 'record')} changed${clean > 0 ? `, ${count(clean)} clean` : ''}.`,
        batchNo === 0 ? undefined : batchNo,
      );
      return event.outcome;
    }
  } catch (error) {
    if (!signal.aborted) tell(sentenceOf(error), 15_000);
  }
  return undefined;
}

/** What the engine is asked for: the exceptions that a grid shows. */
export function selectionOf(dataset: string, { record: _, sort: __, view: ___, ...query }: RowQuery): BulkInput['selection'] {
  return {
    dataset,
    status: 'open',
    search: '',
    ...(JSON.parse(JSON.stringify(query)) as object),
    filter: [...(query.filter ?? [])],
  };
}

async function told(words: string, batchNo?: number): Promise<void> {
  await queryClient.invalidateQueries();
  const left = await waiting();
  const spoken = `${words}${left === undefined ? '' : ` ${count(left)} left.`}`;
  useReview.setState({ spoken });
  tell(spoken, batchNo === undefined ? 8000 : 10_000);
}

/** Says what came of a decision in the place of what was said of the one before: the newest is what counts. */
function tell(message: string, autoClose: number): void {
  notifications.hide('review');
  notifications.show({ id: 'review', message, autoClose });
}

/** Exceptions that are still open, in all datasets. */
async function waiting(): Promise<number | undefined> {
  const runs = await engine.runs.list({ limit: 200 }).catch(() => []);
  const shown = runs.find(({ isPublished }) => isPublished);
  return shown && Object.values(shown.datasets).reduce((sum, { exceptions, structural }) => sum + exceptions + structural, 0);
}

async function done(
  mark: string,
  word: string,
  work: () => Promise<{
    readonly alongside: number;
    readonly worsened: number;
    readonly records: readonly unknown[];
    readonly later?: number;
  }>,
  about?: readonly [string, number],
): Promise<boolean> {
  try {
    const { records, alongside, worsened, later = 0 } = await work();
    if (about) {
      unstage(...about);
      useReview.setState(({ settled }) => ({ settled: { ...settled, [key(...about)]: mark } }));
    }
    const what = about ? '' : records.length > 0 ? `: ${counted(records.length, 'record')}` : '';
    const others = alongside > 0 ? `, and ${counted(alongside, 'other record')} with it` : '';
    const worse = worsened > 0 ? ` ▲ ${counted(worsened, 'other record')} that passed wait${worsened === 1 ? 's' : ''} now.` : '';
    const holding = later > 0 ? ` ${counted(later, 'later decision')} about the same hold on.` : '';
    await told(`${word}${what}${others}.${worse}${holding}`);
    return true;
  } catch (error) {
    tell(sentenceOf(error), 15_000);
    return false;
  }
}
