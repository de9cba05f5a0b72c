import type { BulkChange, BulkInput, BulkRow } from '#core/contract/bulk.ts';
import { Failure } from '#core/contract/failure.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsReadBy } from '#core/quality/columns-of-rule.ts';
import { type Rewriting, rewritingFrom } from '#core/quality/suggest/by-example.ts';
import type { Decision } from '#core/store/decisions.ts';
import type { Database } from '#core/workspace/open.ts';
import { assertWhole, tryCells } from './decide.ts';
import { withDecisions, writtenBy } from './holding.ts';
import { planMerge } from './plan-merge.ts';
import { createReviewer, type Reviewer } from './reviewer.ts';
import { createSuggester, type Suggestion } from './suggest.ts';
import { blockingOf, type ReviewedRun } from './verdict.ts';
import type { Wish } from './wish.ts';

/** Rows of the outcome that are listed one by one. */
const maxRows = 1000;

/** The decisions that a bulk change comes to. */
export interface BulkPlan {
  readonly wishes: readonly Wish[];
  /** The first records, with what becomes of them. */
  readonly rows: readonly BulkRow[];
  readonly skipped: number;
  /** What texts of a column were taken to stand for. */
  readonly learned: ReadonlyMap<string, { readonly column: string; readonly from: string; readonly to: string }>;
}

/** What a plan is made with. */
interface Planning {
  readonly database: Database;
  readonly run: ReviewedRun;
  readonly now: string;
  /** Hears of each record that was looked at. */
  readonly onRecord: (done: number) => void;
}

/** Plans what a change makes of the records with these ids. Throws a Failure (BAD_INPUT) for a change that cannot be made of any. */
export function planBulk(planning: Planning, { selection, change }: BulkInput, ids: readonly number[]): BulkPlan {
  const draft = createDraft(planning, selection.dataset);
  if (change.kind === 'merged') planMerge(draft, change, ids);
  else if (change.kind === 'waived' || change.kind === 'rejected' || change.kind === 'escalated')
    planStandings(draft, selection, change, ids);
  else planCells(draft, change, ids);
  return draft.plan();
}

/** The plan for the records of a dataset, as it grows. */
export type Draft = ReturnType<typeof createDraft>;

/** Collects what becomes of the records of a dataset. */
function createDraft(planning: Planning, dataset: string) {
  const reviewer = createReviewer(planning.database, planning.run, dataset);
  const wishes: Wish[] = [];
  const rows: BulkRow[] = [];
  const learned = new Map<string, { readonly column: string; readonly from: string; readonly to: string }>();
  let skipped = 0;
  return {
    ...planning,
    dataset,
    reviewer,
    note: (row: BulkRow): void => {
      if (row.outcome === 'skipped') skipped++;
      if (rows.length < maxRows) rows.push(row);
    },
    wish: (recordId: number, part: Partial<Wish>): void => {
      wishes.push({ dataset, recordId, kind: 'fixed', cells: {}, reason: null, details: {}, source: 'person', ...part });
    },
    learn: (column: string, from: string, to: string): void => {
      if (from !== '') learned.set(`${column}\u0000${from}`, { column, from, to });
    },
    /** What is wrong with a record as it stands, for those that are listed; what the waived rules find only where nothing else is. */
    standing: (recordId: number, waived: readonly string[] = []): Pick<BulkRow, 'before' | 'why'> =>
      rows.length >= maxRows ? { before: {}, why: null } : standingOf(reviewer, recordId, waived),
    plan: (): BulkPlan => ({ wishes, rows, skipped, learned }),
  };
}

function standingOf(reviewer: Reviewer, recordId: number, waived: readonly string[]): Pick<BulkRow, 'before' | 'why'> {
  const raw = reviewer.rawOf(recordId) ?? [];
  const found = reviewer.blockingNow(recordId);
  const others = found.filter(({ rule }) => !waived.includes(rule.id));
  const cells = found.flatMap(({ columns }) => columns.map((column) => [column, reviewer.rawCell(raw, column)]));
  return {
    before: Object.fromEntries(cells),
    why: (others.length > 0 ? others : found).map(({ reason }) => reason).join('; '),
  };
}

function planStandings(
  draft: Draft,
  selection: BulkInput['selection'],
  change: Extract<BulkChange, { kind: 'waived' | 'rejected' | 'escalated' }>,
  ids: readonly number[],
): void {
  // Who chose the rules waives these alone.
  const rules = selection.problem ? [selection.problem.rule] : selection.breaks?.rules;
  const details = {
    ...(change.kind === 'waived' && rules && { rules }),
    ...(change.kind === 'waived' && change.expiresOn !== undefined && { expiresOn: change.expiresOn }),
  };
  const { kind, reason } = change;
  assertWhole({ kind, cells: {}, reason, details, source: 'person' }, draft.now);
  for (const [index, recordId] of ids.entries()) {
    draft.onRecord(index + 1);
    draft.note({ recordId, ...draft.standing(recordId, details.rules), after: {}, outcome: kind });
    draft.wish(recordId, { kind, reason, details });
  }
}

type CellChange = Exclude<BulkChange, { kind: 'merged' | 'waived' | 'rejected' | 'escalated' }>;

function planCells(draft: Draft, change: CellChange, ids: readonly number[]): void {
  const { database, run, dataset, reviewer } = draft;
  const offer = createOffer(draft, change);
  let done = 0;
  for (const [recordId, decisions] of withDecisions(database, run, dataset, ids, reviewer.load)) {
    draft.onRecord(++done);
    const stands = reviewer.judge(recordId, writtenBy(decisions));
    const textOf = (column: string): string => stands?.texts[reviewer.columns.indexOf(column)] ?? '';
    const offered = offer(recordId, textOf, decisions);
    const columns = Object.keys(offered?.cells ?? {}).filter((column) => offered?.cells[column] !== textOf(column));
    if (offered && columns.length > 0) planRecord(draft, recordId, decisions, { ...offered, columns, textOf });
    else if (change.kind === 'suggested')
      draft.note({ recordId, before: {}, after: {}, outcome: 'skipped', why: 'there is no suggestion that is certain enough' });
  }
}

/** New cells for a record, and why; `suggestion` is the one that they were taken from, as a whole or in part. */
interface Offered {
  readonly cells: Readonly<Record<string, string>>;
  readonly suggestion: Suggestion | undefined;
  readonly why: string | null;
}

/** Makes what finds new cells for records, by whatever the change says. */
function createOffer(
  { database, run, dataset, reviewer }: Draft,
  change: CellChange,
): (recordId: number, textOf: (column: string) => string, decisions: readonly Decision[]) => Offered | undefined {
  if (change.kind === 'suggested') {
    const suggest = createSuggester(database, run, dataset, reviewer);
    const own = change.rule === undefined ? undefined : columnsOfRuleIn(run, dataset, change.rule);
    return (recordId, _, decisions) => suggestedFor(suggest(recordId, {}, decisions), change.rule, own);
  }
  const rewriting = change.kind === 'example' ? rewritingFrom(change.examples) : undefined;
  if (change.kind === 'example' && !rewriting)
    throw new Failure('BAD_INPUT', 'these examples do not show how the others should be written; fix one more like them');
  return (recordId, textOf) => {
    const cells = newCells(change, recordId, textOf, rewriting);
    return cells && { cells, suggestion: undefined, why: rewriting?.why ?? null };
  };
}

/** The best suggestion, for one rule alone where one is named: who accepts it changes the columns of that rule and no others. */
function suggestedFor(
  suggestions: readonly Suggestion[],
  rule: string | undefined,
  own: ReadonlySet<string> | undefined,
): Offered | undefined {
  const offered = suggestions.filter(({ clears }) => rule === undefined || clears.includes(rule));
  // The reason of a suggestion that is only about the rule says nothing of other columns.
  const suggestion = offered.find(({ cells }) => Object.keys(cells).every((column) => own?.has(column) ?? true)) ?? offered[0];
  if (!suggestion) return undefined;
  const cells = Object.fromEntries(Object.entries(suggestion.cells).filter(([column]) => own?.has(column) ?? true));
  return { cells, suggestion, why: suggestion.why };
}

/** Notes what new cells make of a record: a decision, or why they would not help. */
function planRecord(
  { database, run, dataset, reviewer, note, wish, learn }: Draft,
  recordId: number,
  decisions: readonly Decision[],
  {
    cells,
    suggestion,
    why,
    columns,
    textOf,
  }: Offered & { readonly columns: readonly string[]; readonly textOf: (column: string) => string },
): void {
  const before = Object.fromEntries(columns.map((column) => [column, textOf(column)]));
  const after = tryCells(database, run, { dataset, recordId, cells }, reviewer, decisions);
  const isWhole = suggestion && Object.keys(suggestion.cells).length === Object.keys(cells).length;
  const refused = isWhole ? undefined : refusal(new Set(blockingOf(after.stored).map(({ rule }) => rule.id)), after.findings);
  note({
    recordId,
    before,
    after: Object.fromEntries(columns.map((column) => [column, after.texts[reviewer.columns.indexOf(column)] ?? ''])),
    outcome: refused === undefined ? 'open' : 'skipped',
    why: refused ?? why,
  });
  if (refused !== undefined) return;
  wish(recordId, { cells, source: suggestion ? 'suggestion' : 'person' });
  for (const column of columns) learn(column, before[column] ?? '', cells[column] ?? '');
}

function columnsOfRuleIn({ pipeline }: ReviewedRun, dataset: string, id: string): ReadonlySet<string> {
  const definition = pipeline.datasets[dataset];
  const rule = definition && rulesOfDataset(definition).find((candidate) => candidate.id === id);
  return new Set(definition && rule ? columnsReadBy(rule, definition) : []);
}

function newCells(
  change: BulkChange,
  recordId: number,
  textOf: (column: string) => string,
  rewriting: Rewriting | undefined,
): Readonly<Record<string, string>> | undefined {
  if (change.kind === 'example') {
    const to = rewriting?.apply(textOf(change.column));
    return to === undefined ? undefined : { [change.column]: to };
  }
  if (change.kind === 'cells') return change.cells[String(recordId)];
  if (change.kind === 'set') return { [change.column]: change.to };
  if (change.kind !== 'map') return undefined;
  const text = textOf(change.column);
  const to = Object.hasOwn(change.map, text) ? change.map[text] : undefined;
  return to === undefined ? undefined : { [change.column]: to };
}

/** Why a change is not made: it breaks a rule that holds, or fixes nothing. */
function refusal(before: ReadonlySet<string>, findings: ReturnType<typeof tryCells>['findings']): string | undefined {
  const after = blockingOf(findings);
  const broken = after.find(({ rule }) => !before.has(rule.id));
  if (broken) return `it would break another rule: ${broken.reason}`;
  return after.length >= before.size ? `it would not fix the problem: ${after[0]?.reason ?? ''}` : undefined;
}
