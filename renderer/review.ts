import { create } from 'zustand';
import type { BulkInput } from '#core/contract/bulk.ts';
import { keptValue } from './kept.ts';
import type { RowQuery } from './route.ts';

export type Cells = Readonly<Record<string, string>>;
type Kind = 'waived' | 'rejected' | 'escalated';

/** Something that is asked before it is done. */
export type ReviewQuestion =
  | { readonly kind: 'reason'; readonly decision: Kind; readonly dataset: string; readonly recordId: number }
  | { readonly kind: 'bulk'; readonly title: string; readonly input: BulkInput; readonly canRemember?: boolean }
  | { readonly kind: 'clusters'; readonly selection: BulkInput['selection']; readonly column: string }
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
  /** Cells that were rewritten but not accepted yet, by dataset and record. */
  readonly staged: Readonly<Record<string, Cells>>;
  /** The columns in which something is wrong with what is written, by dataset and record, as far as that was asked. */
  readonly stillWrong: Readonly<Record<string, readonly string[]>>;
  /** The cell that was written last, if nothing was decided since. */
  readonly written: { readonly dataset: string; readonly record: number; readonly column: string } | undefined;
  /** What was done last, for those who hear rather than see. */
  readonly spoken: string;
  /** Decisions that are being undone or redone, where that takes a while. */
  readonly undoing: { readonly done: number; readonly total: number; readonly stop: () => void } | undefined;
  /** Records that were just decided about, with the cells that were accepted: they keep their place until the person moves on. */
  readonly settled: Readonly<Record<string, Cells>>;
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

export const useReview = create<Review>(() => ({
  staged: {},
  stillWrong: {},
  written: undefined,
  spoken: '',
  undoing: undefined,
  settled: {},
  question: undefined,
  example: undefined,
}));

/** The name of a record among those of all datasets. */
export const key = (dataset: string, record: number): string => `${dataset}/${record}`;

/** What had the focus when something was asked. */
let asker: Element | null = null;

/** Asks something, or stops asking: the focus then goes back to where it was. */
export function askReview(question: ReviewQuestion | undefined): void {
  if (question && !useReview.getState().question) asker = document.activeElement;
  useReview.setState({ question });
  if (question) return;
  const before = asker;
  asker = null;
  // The dialog takes its focus along when it goes.
  setTimeout(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost && before instanceof HTMLElement && before.isConnected) before.focus();
  });
}

/** Shows what would come of accepting everything that is suggested where a rule is broken. */
export function askSuggested(title: string, selection: BulkInput['selection'], rule: string): void {
  askReview({ kind: 'bulk', title, input: { selection, change: { kind: 'suggested', rule }, remember: false } });
}

/** The cells of a record that are rewritten. */
export function stagedOf({ staged }: Review, dataset: string, record: number): Cells {
  return staged[key(dataset, record)] ?? nothing;
}

/** Notes in which columns something is wrong with what is written in a record. */
export function noteWrong(dataset: string, record: number, columns: readonly string[]): void {
  const name = key(dataset, record);
  const before = useReview.getState().stillWrong[name];
  if (before?.join() !== columns.join())
    useReview.setState(({ stillWrong }) => ({ stillWrong: { ...stillWrong, [name]: columns } }));
}

/** Every record with rewritten cells. */
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

/** Rewrites a cell; its old text takes it back. */
export function stage(dataset: string, record: number, column: string, text: string, old: string): Cells {
  const { [column]: _, ...others } = stagedOf(useReview.getState(), dataset, record);
  const cells = text === old ? others : { ...others, [column]: text };
  useReview.setState(({ staged }) => ({
    staged: { ...staged, [key(dataset, record)]: cells },
    written: text === old ? undefined : { dataset, record, column },
  }));
  return cells;
}

/** Keeps what is written but not decided across a reload, for the run that it was written for; other windows keep theirs beside it. */
export function keepStaged(runId: string): () => void {
  const place = keptValue<Review['staged']>(`staged.${runId}`, {});
  useReview.setState({ staged: place.get(), stillWrong: {}, written: undefined });
  return useReview.subscribe(({ staged }, { staged: before }) => {
    if (staged === before) return;
    const own = Object.entries(staged).filter(([name, cells]) => cells !== before[name]);
    const kept = Object.entries({ ...place.get(), ...Object.fromEntries(own) }).filter(
      ([, cells]) => Object.keys(cells).length > 0,
    );
    if (kept.length === 0) place.forget();
    else place.set(Object.fromEntries(kept));
  });
}

/** Forgets what was rewritten in a record. */
export function unstage(dataset: string, record: number): void {
  useReview.setState(({ staged }) => ({ staged: { ...staged, [key(dataset, record)]: nothing } }));
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
