import type { BulkChange, BulkInput, BulkOutcome, BulkRow } from '#core/contract/bulk.ts';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Tell } from '#core/contract/progress.ts';
import { recordState, standingOf } from '#core/contract/record-state.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { columnsReadBy } from '#core/quality/columns-of-rule.ts';
import { show } from '#core/quality/show.ts';
import { type Rewriting, rewritingFrom } from '#core/quality/suggest/by-example.ts';
import { selectRecords } from '#core/records/row-selection.ts';
import { sql } from '#core/sql/sql.ts';
import { learnMapping } from '#core/store/mappings.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { assertWhole, inOneGo, storeWishes, tryCells, type Wish } from './decide.ts';
import { keepersOf } from './duplicates.ts';
import { withDecisions, writtenBy } from './holding.ts';
import { indexGroups } from './others.ts';
import { createSuggester } from './suggest.ts';
import { blockingOf, createReviewer, type ReviewedRun } from './verdict.ts';

/** Rows of the outcome that are told one by one. */
const mostRows = 1000;

/** What is thrown so that a transaction is undone with its result in hand. */
class Undone extends Error {
  readonly outcome: BulkOutcome;
  constructor(outcome: BulkOutcome) {
    super('a preview is undone');
    this.outcome = outcome;
  }
}

/**
 * Decides about all records that are meant, in one transaction and one batch; a record that the change would not help, or would make break
 * another rule, is left as it is and told. A preview does the very same and takes it back. Whatever `tell` throws ends it with nothing changed.
 */
export function decideMany(
  database: Database,
  run: ReviewedRun,
  input: BulkInput,
  { author, now, isPreview }: { readonly author: string; readonly now: string; readonly isPreview: boolean },
  tell: Tell,
): BulkOutcome {
  const { change, selection } = input;
  const { dataset } = selection;
  try {
    return inOneGo(database, run, now, () => {
      indexGroups(database, run);
      const ids = idsOf(database, run, input);
      const total = ids.length * 3;
      const { wishes, rows, skipped, learned } = planOf(database, run, input, ids, now, (done) => tell(done, total));
      const outcome = {
        batchNo: 0,
        matched: ids.length,
        applied: wishes.length,
        clean: 0,
        open: 0,
        skipped,
        alongside: 0,
        worsened: 0,
        rows,
      };
      if (wishes.length === 0) {
        // Cells that came from elsewhere may all be refused: that is an outcome, not an error.
        if (isPreview || change.kind === 'cells') throw new Undone(outcome);
        throw new Failure(
          'BAD_INPUT',
          `none of ${counted(ids.length, 'record')} can be changed like this; ${rows[0]?.why ?? 'none is meant'}`,
        );
      }
      const label = labelOf(change, dataset, wishes.length);
      const { batchNo, settled } = storeWishes(database, run, { label, author, now }, wishes, (done) =>
        tell(ids.length + done, total),
      );
      const states = settled.states.get(dataset) ?? new Map<number, number>();
      const clean = [...states.values()].filter((state) => state === recordState.clean).length;
      const open = [...states.values()].filter((state) => state === recordState.exception).length;
      if (input.remember)
        for (const { column, from, to } of learned.values())
          learnMapping(database, { dataset, column, from, to, author, learnedAt: now, batchNo });
      appendAudit(database, {
        runId: run.id,
        type: `exceptions ${change.kind}`,
        description: `${label}${'reason' in change && change.reason ? `: ${change.reason}` : ''} (by ${author})`,
        count: wishes.length + settled.alongside,
        timestamp: now,
      });
      const told = rows.map((row) =>
        row.outcome === 'skipped' ? row : { ...row, outcome: standingOf(states.get(row.recordId)).outcome },
      );
      const done = { ...outcome, batchNo, clean, open, alongside: settled.alongside, worsened: settled.worsened, rows: told };
      if (isPreview) throw new Undone({ ...done, batchNo: 0 });
      return done;
    });
  } catch (error) {
    if (error instanceof Undone) return error.outcome;
    throw error;
  }
}

function idsOf(database: Database, run: ReviewedRun, { selection, change }: BulkInput): readonly number[] {
  const ids = change.kind === 'cells' ? Object.keys(change.cells).map(Number) : selection.ids;
  const { from, where } = selectRecords(database, run, { ...selection, what: 'exceptions', ...(ids && { ids }) });
  // Lines that are broken still have no state: they can be kept out or left to somebody else, and mended one by one.
  const only = change.kind === 'rejected' || change.kind === 'escalated' ? sql`true` : sql`state is not null`;
  return rowsOf(database, sql`select id from ${from} where ${where} and ${only} order by id`).map(([id]) => Number(id));
}

interface Plan {
  readonly wishes: readonly Wish[];
  /** The first records, with what becomes of them. */
  readonly rows: readonly BulkRow[];
  readonly skipped: number;
  /** What texts of a column were taken to stand for. */
  readonly learned: ReadonlyMap<string, { readonly column: string; readonly from: string; readonly to: string }>;
}

/** The decisions that a change comes to. */
function planOf(
  database: Database,
  run: ReviewedRun,
  { selection, change }: BulkInput,
  ids: readonly number[],
  now: string,
  tell: (done: number) => void,
): Plan {
  const { dataset } = selection;
  const rows: BulkRow[] = [];
  const learned = new Map<string, { readonly column: string; readonly from: string; readonly to: string }>();
  let skipped = 0;
  const note = (row: BulkRow): void => {
    if (row.outcome === 'skipped') skipped++;
    if (rows.length < mostRows) rows.push(row);
  };
  const planned = (wishes: readonly Wish[]): Plan => ({ wishes, rows, skipped, learned });
  const wish = (recordId: number, part: Partial<Wish>): Wish => ({
    dataset,
    recordId,
    kind: 'fixed',
    cells: {},
    reason: null,
    details: {},
    source: 'person',
    ...part,
  });
  const reviewer = createReviewer(database, run, dataset);
  /** What is wrong with a record as it stands, for those that are told of; what these rules find only where nothing else is. */
  const standing = (recordId: number, waived: readonly string[] = []): Pick<BulkRow, 'before' | 'why'> => {
    if (rows.length >= mostRows) return { before: {}, why: null };
    const raw = reviewer.rawOf(recordId) ?? [];
    const found = reviewer.blockingNow(recordId);
    const others = found.filter(({ rule }) => !waived.includes(rule.id));
    return {
      before: Object.fromEntries(
        found.flatMap(({ columns }) => columns.map((column) => [column, reviewer.rawCell(raw, column)])),
      ),
      why: (others.length > 0 ? others : found).map(({ reason }) => reason).join('; '),
    };
  };
  if (change.kind === 'merged') {
    const keepers = keepersOf(database, run, dataset, change, ids);
    return planned(
      [...keepers].map(([recordId, into]) => {
        note({ recordId, before: standing(recordId).before, after: {}, outcome: 'merged', why: `into record ${into}` });
        return wish(recordId, { kind: 'merged', reason: change.reason, details: { into } });
      }),
    );
  }
  if (change.kind === 'waived' || change.kind === 'rejected' || change.kind === 'escalated') {
    // Who chose the rules waives these alone.
    const rules = selection.problem ? [selection.problem.rule] : selection.breaks?.rules;
    const details = {
      ...(change.kind === 'waived' && rules && { rules }),
      ...(change.kind === 'waived' && change.expiresOn !== undefined && { expiresOn: change.expiresOn }),
    };
    assertWhole({ kind: change.kind, cells: {}, reason: change.reason, details, source: 'person' }, now);
    return planned(
      ids.map((recordId, index) => {
        tell(index + 1);
        note({ recordId, ...standing(recordId, details.rules), after: {}, outcome: change.kind });
        return wish(recordId, { kind: change.kind, reason: change.reason, details });
      }),
    );
  }
  const rewriting = change.kind === 'example' ? rewritingFrom(change.examples) : undefined;
  if (change.kind === 'example' && !rewriting)
    throw new Failure('BAD_INPUT', 'these examples do not say how the others are to be written; fix one more alike');
  const suggest = change.kind === 'suggested' ? createSuggester(database, run, dataset) : undefined;
  const own = change.kind === 'suggested' && change.rule !== undefined ? columnsOfRuleIn(run, dataset, change.rule) : undefined;
  /** Who accepts what is suggested for one rule changes its columns and no others. */
  const withinRule = (cells: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    own ? Object.fromEntries(Object.entries(cells).filter(([column]) => own.has(column))) : cells;
  const wishes: Wish[] = [];
  let done = 0;
  for (const [recordId, decisions] of withDecisions(database, run, dataset, ids)) {
    tell(++done);
    const stands = reviewer.judge(recordId, writtenBy(decisions));
    const textOf = (column: string): string => stands?.texts[reviewer.columns.indexOf(column)] ?? '';
    const offered =
      change.kind === 'suggested'
        ? (suggest?.(recordId) ?? []).filter(({ clears }) => change.rule === undefined || clears.includes(change.rule))
        : [];
    // The reason of a suggestion that is only about the rule says nothing of other columns.
    const suggestion = offered.find((one) => Object.keys(one.cells).every((column) => own?.has(column) ?? true)) ?? offered[0];
    const cells = suggestion ? withinRule(suggestion.cells) : newCells(change, recordId, textOf, rewriting);
    const columns = Object.keys(cells ?? {}).filter((column) => cells?.[column] !== textOf(column));
    if (!cells || columns.length === 0) {
      if (change.kind === 'suggested')
        note({ recordId, before: {}, after: {}, outcome: 'skipped', why: 'nothing sure enough can be suggested' });
      continue;
    }
    const before = Object.fromEntries(columns.map((column) => [column, textOf(column)]));
    const after = tryCells(database, run, { dataset, recordId, cells }, reviewer, decisions);
    const isWhole = suggestion && Object.keys(suggestion.cells).length === Object.keys(cells).length;
    const why = isWhole ? undefined : refusal(new Set(blockingOf(after.stored).map(({ rule }) => rule.id)), after.findings);
    const shown = Object.fromEntries(columns.map((column) => [column, after.texts[reviewer.columns.indexOf(column)] ?? '']));
    note({
      recordId,
      before,
      after: shown,
      outcome: why === undefined ? 'open' : 'skipped',
      why: why ?? suggestion?.why ?? rewriting?.why ?? null,
    });
    if (why !== undefined) continue;
    wishes.push(wish(recordId, { cells, source: suggestion ? 'suggestion' : 'person' }));
    for (const column of columns) {
      const from = before[column] ?? '';
      if (from !== '') learned.set(`${column}\u0000${from}`, { column, from, to: cells[column] ?? '' });
    }
  }
  return planned(wishes);
}

function columnsOfRuleIn({ pipeline }: ReviewedRun, dataset: string, id: string): ReadonlySet<string> {
  const definition = pipeline.datasets[dataset];
  const rule = definition && rulesOfDataset(definition).find((candidate) => candidate.id === id);
  return new Set(definition && rule ? columnsReadBy(rule, definition.columns) : []);
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

/** Why a change is not made: it breaks a rule that holds, or helps nothing. */
function refusal(before: ReadonlySet<string>, findings: ReturnType<typeof tryCells>['findings']): string | undefined {
  const after = blockingOf(findings);
  const broken = after.find(({ rule }) => !before.has(rule.id));
  if (broken) return `it would break another rule: ${broken.reason}`;
  return after.length >= before.size ? `it would help nothing: ${after[0]?.reason ?? ''}` : undefined;
}

function labelOf(change: BulkChange, dataset: string, count: number): string {
  const records = `${counted(count, 'record')} of ${dataset}`;
  if (change.kind === 'set') return `${change.column} → ${show(change.to)} in ${records}`;
  if (change.kind === 'map') return `${change.column} mapped in ${records}`;
  if (change.kind === 'example') return `${change.column} written by example in ${records}`;
  if (change.kind === 'cells') return `cells written in ${records}`;
  if (change.kind === 'suggested') return `suggestions accepted for ${records}`;
  return `${change.kind} ${records}`;
}
