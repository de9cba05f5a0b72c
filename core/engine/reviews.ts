import type { z } from 'zod';
import type { labelInput } from '#core/contract/anomalies.ts';
import type { BulkInput } from '#core/contract/bulk.ts';
import { readLines } from '#core/contract/decision-lines.ts';
import type { decisionInput, taken } from '#core/contract/decisions.ts';
import { Failure } from '#core/contract/failure.ts';
import type { dayLabelInput } from '#core/contract/figures.ts';
import type { DatasetProfile } from '#core/contract/profile.ts';
import type { Tell } from '#core/contract/progress.ts';
import type { RunDetail } from '#core/contract/runs.ts';
import type { CurrentRun } from '#core/records/current-run.ts';
import { type AddedParent, addParent } from '#core/review/added.ts';
import { decideMany } from '#core/review/bulk.ts';
import { decide, tryCells } from '#core/review/decide.ts';
import { takeLines } from '#core/review/decision-text.ts';
import { readQueue } from '#core/review/import-queue.ts';
import { labelAnomaly, labelDay } from '#core/review/label-anomaly.ts';
import { indexGroups } from '#core/review/others.ts';
import { refreshModels } from '#core/review/refresh.ts';
import { signOff } from '#core/review/sign-off.ts';
import { turnBack } from '#core/review/undo.ts';
import { type RecordWrite, type WriteOutcome, writeRecord } from '#core/review/write-record.ts';
import type { Table } from '#core/sources/file/read-table.ts';
import { addComment } from '#core/store/comments.ts';
import { exceptionFingerprint } from '#core/store/exceptions.ts';
import { forgetMapping, learnMapping } from '#core/store/mappings.ts';
import { addOutput } from '#core/store/outputs.ts';
import { keepProfile, type ProfiledRows } from '#core/store/profiles.ts';
import { runById } from '#core/store/runs.ts';
import { appendAudit } from '#core/workspace/audit.ts';
import type { Database } from '#core/workspace/open.ts';

/** A workspace opened for deciding, by whom and when. */
export interface ReviewSession {
  readonly database: Database;
  readonly run: CurrentRun;
  readonly person: string;
  readonly now: string;
  readonly tell: Tell;
}

type Authored<Input> = Input & { readonly author?: string | undefined };

/** What writes decisions, by name; each is done on a thread of its own with the workspace open for writing. */
export const reviews = {
  /** Makes the indexes that deciding needs, before anybody decides. */
  prepare: ({ database, run }: ReviewSession, _: null) => indexGroups(database, run),

  decide: ({ database, run, person, now }: ReviewSession, input: z.output<typeof decisionInput>) => {
    const { dataset, recordId, kind, cells, reason, source, expiresOn, rules, author = person, remember } = input;
    const details = { ...(expiresOn !== undefined && { expiresOn }), ...(rules && { rules }) };
    const before = remember ? textsOf(database, run, dataset, recordId) : new Map<string, string>();
    const decided = decide(database, run, { dataset, recordId, kind, cells, reason, source, details }, author, now);
    for (const [column, from] of before) {
      const to = cells[column];
      if (to !== undefined && from !== '' && to !== from)
        learnMapping(database, { dataset, column, from, to, author, learnedAt: now, batchNo: decided.batchNo });
    }
    return { ...decided, records: [...decided.records] };
  },

  takeLines: ({ database, run, now }: ReviewSession, { text }: { readonly text: string }) => {
    const { left, ...counts } = takeLines(database, run, readLines(text), now);
    return { ...counts, left: [...left] };
  },

  writeRecord: (
    { database, run, person, now }: ReviewSession,
    { author = person, ...write }: Authored<RecordWrite>,
  ): WriteOutcome => writeRecord(database, run, write, author, now),

  many: (
    { database, run, person, now, tell }: ReviewSession,
    { isPreview, ...input }: BulkInput & { readonly isPreview: boolean },
  ) => {
    const outcome = decideMany(database, run, input, { author: input.author ?? person, now, isPreview }, tell);
    return { ...outcome, rows: [...outcome.rows] };
  },

  import: (
    { database, run, person, now, tell }: ReviewSession,
    { dataset, table, isPreview, author = person }: Authored<{ dataset: string; table: Table; isPreview: boolean }>,
  ) => {
    const { cells, unchanged, conflicts } = readQueue(database, run, dataset, table);
    const nothing = { batchNo: 0, matched: 0, applied: 0, clean: 0, open: 0, skipped: 0, alongside: 0, worsened: 0, rows: [] };
    const input: BulkInput = {
      selection: { dataset, filter: [], status: 'open', search: '' },
      change: { kind: 'cells', cells },
      remember: false,
    };
    const hasNone = Object.keys(cells).length === 0;
    const outcome = hasNone ? nothing : decideMany(database, run, input, { author, now, isPreview }, tell);
    return { outcome: { ...outcome, rows: [...outcome.rows] }, unchanged, conflicts: [...conflicts] };
  },

  addParent: (
    { database, run, person, now }: ReviewSession,
    { author = person, isPreview, ...parent }: Authored<AddedParent & { isPreview: boolean }>,
  ) => {
    const decided = addParent(database, run, parent, { author, now, isPreview });
    return { ...decided, records: [...decided.records] };
  },

  turnBack: (
    { database, run, person, now, tell }: ReviewSession,
    { way, author = person, ...meant }: z.output<typeof taken> & { readonly way: 'undo' | 'redo' },
  ) => {
    const made = turnBack(database, run, way, meant, author, now, tell);
    return { ...made, total: made.records.length, records: made.records.slice(0, 1000) };
  },

  comment: (
    { database, run, person, now }: ReviewSession,
    { dataset, recordId, text, author = person }: Authored<{ dataset: string; recordId: number; text: string }>,
  ) => {
    const fingerprint = exceptionFingerprint(database, run.no, dataset, recordId);
    if (fingerprint === undefined) throw new Failure('NOT_FOUND', `record ${recordId} of ${dataset} is not an exception`);
    database.transaction(() => {
      addComment(database, { dataset, fingerprint, text, author, writtenAt: now });
      appendAudit(database, {
        runId: run.id,
        type: 'comment',
        description: `${dataset} record ${recordId}: ${text} (by ${author})`,
        count: 1,
        timestamp: now,
      });
    })();
    return { text, author, writtenAt: now };
  },

  label: ({ database, run, person, now }: ReviewSession, { author = person, ...meant }: z.output<typeof labelInput>) => {
    labelAnomaly(database, run, meant, author, now);
    return { label: meant.label };
  },

  keepProfile: (
    { database, run }: ReviewSession,
    { runId, dataset, what, profile }: ProfiledRows & { readonly profile: DatasetProfile },
  ) => {
    // Another run may have been published meanwhile.
    if (run.id === runId) keepProfile(database, { runId, dataset, what }, profile);
  },

  labelDay: ({ database, run, person, now }: ReviewSession, { author = person, ...meant }: z.output<typeof dayLabelInput>) => {
    labelDay(database, run, meant, author, now);
    return { label: meant.label };
  },

  forget: ({ database, run, person, now }: ReviewSession, { id }: { readonly id: number }) => {
    const isForgotten = forgetMapping(database, id, now);
    if (isForgotten)
      appendAudit(database, {
        runId: run.id,
        type: 'mapping forgotten',
        description: `mapping ${id} (by ${person})`,
        count: null,
        timestamp: now,
      });
    return { isForgotten };
  },

  refresh: ({ database, run, person, now }: ReviewSession, { author = person }: Authored<object>) =>
    refreshModels(database, run, author, now),

  noteExport: (
    { database, person, now }: ReviewSession,
    { runId, written }: { readonly runId: string; readonly written: RunDetail['outputs'][number] },
  ) =>
    database
      .transaction(() => {
        const run = runById(database, runId);
        if (!run) throw new Failure('NOT_FOUND', `there is no run ${runId}`);
        addOutput(database, run.runNo, written, now);
        appendAudit(database, {
          runId,
          type: 'exported',
          description: `${written.what} of ${written.subject} to ${written.path}, sha256 ${written.sha256} (by ${person})`,
          count: written.rows,
          timestamp: now,
        });
      })
      .immediate(),

  signOff: ({ database, run, person, now }: ReviewSession, { note, author = person }: Authored<{ note: string | null }>) =>
    signOff(database, run, author, note, now),
} as const;

export type Reviews = typeof reviews;

function textsOf(database: Database, run: CurrentRun, dataset: string, recordId: number): ReadonlyMap<string, string> {
  const { texts, reviewer } = tryCells(database, run, { dataset, recordId, cells: {} });
  return new Map(reviewer.columns.map((column, place) => [column, texts[place] ?? '']));
}
