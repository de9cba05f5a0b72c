import type { BulkChange, BulkInput, BulkOutcome } from '#core/contract/bulk.ts';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { Tell } from '#core/contract/progress.ts';
import { recordState, standingOf } from '#core/contract/record-state.ts';
import { show } from '#core/quality/show.ts';
import { selectRecords } from '#core/records/row-selection.ts';
import { sql } from '#core/sql/sql.ts';
import { learnMapping } from '#core/store/mappings.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import { type Database, rowsOf } from '#core/workspace/open.ts';
import { inOneGo, storeWishes } from './decide.ts';
import { indexGroups } from './others.ts';
import { planBulk } from './plan-bulk.ts';
import type { ReviewedRun } from './verdict.ts';

/** What is thrown so that a transaction is undone with its result in hand. */
class Undone extends Error {
  readonly outcome: BulkOutcome;
  constructor(outcome: BulkOutcome) {
    super('a preview is undone');
    this.outcome = outcome;
  }
}

/**
 * Decides about all selected records, in one transaction and one batch; a record that the change would not fix, or would make break
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
      const { wishes, rows, skipped, learned } = planBulk(
        { database, run, now, onRecord: (done) => tell(done, total) },
        input,
        ids,
      );
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
          `none of ${counted(ids.length, 'record')} can be changed like this; ${rows[0]?.why ?? 'none is selected'}`,
        );
      }
      const label = labelOf(change, dataset, wishes.filter(({ kind }) => change.kind !== 'merged' || kind === 'merged').length);
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
  // Lines that are broken still have no state: they can be rejected or escalated together, and corrected one by one.
  const only = change.kind === 'rejected' || change.kind === 'escalated' ? sql`true` : sql`state is not null`;
  return rowsOf(database, sql`select id from ${from} where ${where} and ${only} order by id`).map(([id]) => Number(id));
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
