import { Failure } from '#core/contract/failure.ts';
import type { Extract } from '#core/contract/runs.ts';
import type { RuleDefinition, StepDefinition } from '#core/definition/rule-definition.ts';
import type { SqlValue } from '#core/sql/sql.ts';
import { createBulkInserter } from '#core/store/bulk-insert.ts';
import { changeColumns, createCauseFinder, createTallier, exceptionColumns, violationColumns } from '#core/store/findings.ts';
import { addToLedger } from '#core/store/ledgers.ts';
import { createBlockInserter, formColumns } from '#core/store/raw.ts';
import { createRecordsCopier, createRecordsInserter } from '#core/store/records.ts';
import { checkpoint, noteExtract } from '#core/store/run-sources.ts';
import { completeSource, sourceById } from '#core/store/sources.ts';
import type { Database } from '#core/workspace/open.ts';
import { withBatch, withOpenBatch } from '#core/workspace/pages/batch-file.ts';
import type { Batch } from './batch.ts';
import { extended } from './extract.ts';
import { unpackForms } from './packed-forms.ts';
import { unpackTable } from './packed-table.ts';

/** What a writer of batches must know of its dataset. */
export interface BatchTarget {
  readonly runNo: number;
  readonly dataset: string;
  readonly sourceId: number;
  readonly columnNames: readonly string[];
  readonly recipe: readonly StepDefinition[];
  readonly rules: readonly RuleDefinition[];
  readonly ruleResultIds: readonly number[];
  /** Whether the raw records are new to the workspace. */
  readonly storesRaw: boolean;
  /** What has come in so far. */
  readonly extract: Extract;
}

/** A function that writes a batch whole or not at all: rows, findings, counts and the resume point in one transaction. */
export function createBatchWriter(database: Database, target: BatchTarget): (batch: Batch) => void {
  const { runNo, dataset, sourceId, ruleResultIds } = target;
  const copyAttached = createRecordsCopier(database, dataset, runNo);
  const insertRecords = createRecordsInserter(database, dataset, runNo);
  const insertViolations = createBulkInserter(database, violationColumns, 3);
  const insertExceptions = createBulkInserter(database, exceptionColumns, 6);
  const insertChanges = createBulkInserter(database, changeColumns, 4);
  const causeOf = createCauseFinder(database, runNo, dataset);
  const insertBlock = createBlockInserter(database, sourceId);
  const insertForms = createBulkInserter(database, formColumns, 4);
  const tally = createTallier(database);
  let { extract } = target;

  const write = database.transaction((batch: Batch, copyRecords: () => void) => {
    for (const block of batch.blocks) insertBlock(block);
    const forms = unpackForms(batch.forms);
    insertForms(batch.forms.rows.length, (into, at) => {
      const { value: form } = forms.next();
      for (const [index, value] of [sourceId, form?.row ?? 0, form?.kind ?? 'record', form?.bytes ?? null].entries())
        into[at + index] = value;
    });
    copyRecords();
    const nextViolation = unpackTable(batch.violations);
    insertViolations(batch.violations.rows, (into, at) => {
      nextViolation(into, at);
      into[at] = ruleResultIds[Number(into[at])] ?? 0;
    });
    const nextException = unpackTable(batch.exceptions);
    insertExceptions(batch.exceptions.rows, (into, at) => {
      into[at] = runNo;
      into[at + 1] = dataset;
      nextException(into, at + 2);
      into[at + 4] = ruleResultIds[Number(into[at + 4])] ?? 0;
    });
    const nextChange = unpackTable(batch.changes);
    const change: SqlValue[] = [];
    insertChanges(batch.changes.rows, (into, at) => {
      nextChange(change, 0);
      const [column, step, record, before, after] = change;
      into[at] = causeOf(target.columnNames[Number(column)] ?? '', Number(step), target.recipe[Number(step)]?.step ?? '');
      into[at + 1] = record ?? 0;
      into[at + 2] = before ?? '';
      into[at + 3] = after ?? '';
    });
    for (const [rule, count] of batch.counts.entries()) tally(ruleResultIds[rule] ?? 0, count);
    addToLedger(database, runNo, dataset, batch);
    extract = extended(extract, target.columnNames, batch);
    noteExtract(database, runNo, dataset, extract);
    checkpoint(database, runNo, dataset, batch.next, batch.sha256 !== null);
    if (batch.sha256 === null) return;
    if (target.storesRaw) completeSource(database, sourceId, batch.sha256);
    // The workspace holds the records of this file already; they are those that were read only if the bytes are the same.
    else if (sourceById(database, sourceId).sha256 !== batch.sha256)
      throw new Failure('RUN_FAILED', changedSentence(target.dataset));
  });
  return (batch) => {
    const { path, mark } = batch.records;
    // SQLite cannot detach a file within a transaction.
    if (database.inTransaction) return withOpenBatch(path, mark, (rows) => write(batch, () => insertRecords(rows)));
    // Not an immediate transaction, which would lock the batch too.
    return withBatch(database, path, mark, () => write.deferred(batch, copyAttached));
  };
}

function changedSentence(dataset: string): string {
  return `the file of ${dataset} changed while it was being read, so the run was discarded; run again when nothing writes to the file`;
}
