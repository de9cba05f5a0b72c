import { Failure } from '#core/contract/failure.ts';
import { completeFile, fileById } from '#core/database/files.ts';
import {
  createChangeInserter,
  createExceptionInserter,
  createTallier,
  createViolationInserter,
} from '#core/database/findings.ts';
import { addToLedger } from '#core/database/ledgers.ts';
import type { Database } from '#core/database/open.ts';
import { createRecordInserter } from '#core/database/records.ts';
import { checkpoint } from '#core/database/run-files.ts';
import type { RuleDefinition, StepDefinition } from '#core/definition/rule-definition.ts';
import type { Batch } from './batch.ts';
import { unpackColumn } from './packed-column.ts';

/** What a writer of batches must know of its dataset. */
export interface BatchTarget {
  readonly runNo: number;
  readonly dataset: string;
  readonly fileId: number;
  readonly columnNames: readonly string[];
  readonly recipe: readonly StepDefinition[];
  readonly rules: readonly RuleDefinition[];
  readonly ruleResultIds: readonly number[];
  readonly width: number;
  readonly startedAt: string;
  /** Whether the raw records are new to the workspace. */
  readonly storesRaw: boolean;
}

/** A function that writes a batch whole or not at all: rows, findings, counts and the resume point in one transaction. */
export function createBatchWriter(database: Database, target: BatchTarget): (batch: Batch) => void {
  const { runNo, dataset, fileId, ruleResultIds, width } = target;
  const insertRecords = createRecordInserter(database, dataset, runNo, width);
  const insertBlock = database.prepare(
    'insert into raw_blocks (file_id, first_row, row_count, rows, is_plain) values (?, ?, ?, ?, ?)',
  );
  const insertForm = database.prepare('insert into raw_forms (file_id, row_no, kind, bytes) values (?, ?, ?, ?)');
  const insertViolation = createViolationInserter(database);
  const insertException = createExceptionInserter(database, runNo, target.startedAt);
  const insertChange = createChangeInserter(database, runNo, dataset);
  const tally = createTallier(database);

  const write = database.transaction((batch: Batch) => {
    for (const block of batch.blocks) insertBlock.run(fileId, block.firstRow, block.count, block.rows, block.isPlain ? 1 : 0);
    for (const form of batch.forms) insertForm.run(fileId, form.row, form.kind, form.bytes);
    const values = batch.columns.map(unpackColumn);
    let index = 0;
    insertRecords(batch.rows.length, (into, at) => {
      into[at] = batch.rows[index] ?? 0;
      into[at + 1] = batch.states[index] ?? 0;
      for (let place = 0; place < width; place++) into[at + 2 + place] = values[place]?.() ?? null;
      index++;
    });
    for (const { record, rule, reason } of batch.violations) insertViolation(ruleResultIds[rule] ?? 0, record, reason);
    for (const exception of batch.exceptions) insertException({ dataset, ...exception });
    for (const { record, column, step, before, after } of batch.changes) {
      insertChange({
        record,
        column: target.columnNames[column] ?? '',
        stepNo: step,
        step: target.recipe[step]?.step ?? '',
        before,
        after,
      });
    }
    for (const [rule, count] of batch.counts.entries()) tally(ruleResultIds[rule] ?? 0, count);
    addToLedger(database, runNo, dataset, batch);
    checkpoint(database, runNo, dataset, batch.next, batch.sha256 !== null);
    if (batch.sha256 === null) return;
    if (target.storesRaw) completeFile(database, fileId, batch.sha256);
    // The workspace holds the records of this file already; they are those that were read only if the bytes are the same.
    else if (fileById(database, fileId).sha256 !== batch.sha256) throw new Failure('RUN_FAILED', changedSentence(target.dataset));
  });
  return (batch) => write.immediate(batch);
}

function changedSentence(dataset: string): string {
  return `the file of ${dataset} changed while it was being read, so nothing of this run counts; run again when nothing writes to the file`;
}
