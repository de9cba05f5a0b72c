import { notifications } from '@mantine/notifications';
import type { BulkInput, BulkOutcome } from '#core/contract/bulk.ts';
import { afterDecision, ask, engine, queryClient, sentenceOf } from './client.ts';
import { count, counted } from './format.ts';
import { type Cells, key, stagedOf, unstage, useReview } from './review.ts';

type Kind = 'waived' | 'rejected' | 'escalated';

/** Decisions that are to be taken back. */
interface Taken {
  readonly batchNo?: number;
  readonly fromBatch?: number;
  readonly record?: { readonly dataset: string; readonly recordId: number };
  readonly column?: string;
}

/** Takes back what was done last: a cell that is only written, or a decision. */
export function undoLast(): void {
  const { written } = useReview.getState();
  if (!written) return void undoDecision();
  const { dataset, record, column } = written;
  const { [column]: text, ...others } = stagedOf(useReview.getState(), dataset, record);
  useReview.setState(({ staged }) => ({ staged: { ...staged, [key(dataset, record)]: others }, written: undefined }));
  if (text === undefined) return void undoDecision();
  tell(`Undone: what you wrote into ${column} of record ${count(record)}.`, 8000);
}

/** Accepts what was written; returns whether the record is clean now. */
export async function acceptFix(dataset: string, recordId: number): Promise<boolean> {
  const cells = stagedOf(useReview.getState(), dataset, recordId);
  const before = await engine.exceptions.try({ dataset, recordId });
  const isDone = await done('Record is clean', () => engine.exceptions.decide({ dataset, recordId, kind: 'fixed', cells }), {
    dataset,
    recordId,
    cells,
  });
  const [fix, ...others] = Object.entries(cells);
  if (isDone && fix && others.length === 0) noteExample(dataset, fix[0], before.texts[fix[0]] ?? '', fix[1]);
  return isDone;
}

/** Accepts the cells of a broken line that was rewritten. */
export function acceptLine(dataset: string, recordId: number, cells: Cells): Promise<boolean> {
  return done('Record is clean', () => engine.exceptions.decide({ dataset, recordId, kind: 'fixed', cells }), {
    dataset,
    recordId,
    cells,
  });
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
  // It was made for the record with what is written in it already.
  const cells = { ...stagedOf(useReview.getState(), dataset, recordId), ...suggestion.cells };
  if (suggestion.passes)
    return done(
      'Record is clean',
      () => engine.exceptions.decide({ dataset, recordId, kind: 'fixed', cells, source: 'suggestion' }),
      {
        dataset,
        recordId,
        cells,
      },
    );
  useReview.setState(({ staged }) => ({
    staged: { ...staged, [key(dataset, recordId)]: cells },
    spoken: 'Written. Another rule is still broken.',
  }));
  return false;
}

/** Lets a record pass as it is, keeps it out for good, or leaves it to somebody else, with a reason. */
export function decideAs(
  kind: Kind,
  dataset: string,
  recordId: number,
  reason: string,
  scope: { readonly expiresOn?: string; readonly rules?: string[] } = {},
): Promise<boolean> {
  const words = { waived: 'Waived', rejected: 'Rejected', escalated: 'Escalated' } as const;
  return done(words[kind], () => engine.exceptions.decide({ dataset, recordId, kind, reason, ...scope }), {
    dataset,
    recordId,
    cells: {},
  });
}

/** Takes decisions back: the last, or those of a batch, or all from one on. */
export async function undoDecision(taken: Taken = {}): Promise<boolean> {
  const isDone = await done('Undone', () => followed((signal) => engine.exceptions.undoFollow(taken, { signal })));
  if (isDone) {
    // What was taken back is no example of how the rest may be written.
    examples.clear();
    useReview.setState({ example: undefined });
  }
  return isDone;
}

/** Redoes decisions that were undone. */
export function redoDecision(taken: { readonly batchNo?: number } = {}): Promise<boolean> {
  return done('Redone', () => followed((signal) => engine.exceptions.redoFollow(taken, { signal })));
}

/** Follows what is undone or redone, with its progress and a way to stop it; nothing is changed where it is stopped. */
async function followed<Outcome>(
  begin: (
    signal: AbortSignal,
  ) => Promise<
    AsyncIterable<
      | { readonly kind: 'progress'; readonly done: number; readonly total: number }
      | { readonly kind: 'done'; readonly outcome: Outcome }
    >
  >,
): Promise<Outcome> {
  const stop = new AbortController();
  try {
    for await (const event of await begin(stop.signal)) {
      if (event.kind === 'done') return event.outcome;
      const { done: records, total } = event;
      useReview.setState({ undoing: { done: records, total, stop: () => stop.abort() } });
    }
    throw new Error('it ended without an outcome');
  } catch (error) {
    throw stop.signal.aborted ? new Error('Stopped. Nothing was changed') : error;
  } finally {
    useReview.setState({ undoing: undefined });
  }
}

/** Lets a value count as one that a dataset holds. */
export function addParent(dataset: string, column: string, text: string, reason: string): Promise<boolean> {
  return done('Added', () => engine.exceptions.addParent({ dataset, cells: { [column]: text }, reason }));
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

async function told(words: string, batchNo?: number): Promise<void> {
  await afterDecision();
  const left = await waiting();
  const spoken = `${words}${left === undefined ? '' : ` ${count(left)} to go.`}`;
  useReview.setState({ spoken, written: undefined });
  tell(spoken, batchNo === undefined ? 8000 : 10_000);
}

/** Says what came of a decision in the place of what was said of the one before: the newest is what counts. */
function tell(message: string, autoClose: number): void {
  notifications.hide('review');
  notifications.show({ id: 'review', message, autoClose });
}

/** Exceptions that are still open, in all datasets. */
async function waiting(): Promise<number | undefined> {
  const shown = await queryClient.ensureQueryData(ask.runs.shown.queryOptions()).catch(() => null);
  return shown === null
    ? undefined
    : Object.values(shown.datasets).reduce((sum, { exceptions, structural }) => sum + exceptions + structural, 0);
}

async function done(
  word: string,
  work: () => Promise<{
    readonly alongside: number;
    readonly worsened: number;
    readonly records: readonly unknown[];
    /** However many of them are listed. */
    readonly total?: number;
    readonly later?: number;
  }>,
  about?: { readonly dataset: string; readonly recordId: number; readonly cells: Cells },
): Promise<boolean> {
  try {
    const { records, total = records.length, alongside, worsened, later = 0 } = await work();
    useReview.setState({ written: undefined });
    if (about) {
      unstage(about.dataset, about.recordId);
      useReview.setState(({ settled }) => ({ settled: { ...settled, [key(about.dataset, about.recordId)]: about.cells } }));
    } else {
      // Rows that were decided about stand as they are now.
      useReview.setState({ settled: {} });
    }
    const what = about ? '' : total > 0 ? `: ${counted(total, 'record')}` : '';
    const others = alongside > 0 ? `, and ${counted(alongside, 'other record')} with it` : '';
    const worse =
      worsened > 0
        ? ` ▲ ${counted(worsened, 'other record')} that passed ${worsened === 1 ? 'is an exception' : 'are exceptions'} now.`
        : '';
    const holding =
      later > 0 ? ` ${counted(later, 'later decision')} about the same records ${later === 1 ? 'stays' : 'stay'}.` : '';
    await told(`${word}${what}${others}.${worse}${holding}`);
    return true;
  } catch (error) {
    tell(sentenceOf(error), 15_000);
    return false;
  }
}
