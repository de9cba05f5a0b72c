import { counted } from '#core/contract/counted.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { sql } from '#core/sql/sql.ts';
import { ruleResultIds } from '#core/store/findings.ts';
import { extractsOf, type RunSource, runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import { rowsOf } from '#core/workspace/open.ts';
import { sweepBatchFiles } from '#core/workspace/pages/batch-file.ts';
import type { ReadJob } from '../batches/batch.ts';
import { emptyExtract } from '../batches/extract.ts';
import type { Reading } from '../batches/reading.ts';
import { createBatchWriter } from '../batches/write-batch.ts';
import type { RunContext } from '../run-context.ts';

/** Datasets that are read at a time: the reading of the next begins while the records of one are stored. */
const lanes = 2;

/** Reads every dataset, standardizes and judges each record, and stores raw cells, typed values and findings batch by batch. */
export async function ingest(context: RunContext): Promise<void> {
  const { workspace, run } = context;
  const files = runSources(workspace.database, run.no).filter(({ isRead }) => !isRead);
  const begun: Reading[] = [];
  const begin = (place: number): void => {
    const file = files[place];
    if (file) begun[place] = context.readers.read(jobOf(context, file, place % lanes));
  };
  try {
    begin(0);
    for (const [place, file] of files.entries()) {
      begin(place + 1);
      const reading = begun[place];
      if (!reading) throw new RangeError(`${file.dataset} is not being read`);
      await storeDataset(context, file, reading);
    }
  } finally {
    // Idle threads would hold on to their memory.
    await context.readers.close();
    sweep(workspace.path);
  }
}

/** What a reader must know of a dataset. */
function jobOf(context: RunContext, file: RunSource, lane: number): ReadJob {
  const { pipeline, run, workspace, options } = context;
  return {
    dataset: file.dataset,
    path: file.path,
    workspacePath: workspace.path,
    lane,
    identity: context.identities.get(file.dataset) ?? '',
    pipeline,
    dialect: sourceById(workspace.database, file.sourceId).dialect,
    sources: file.sources,
    today: run.today,
    batchRows: options.batchRows,
    storesRaw: file.storesRaw,
    from: file.next,
    broken: brokenRules(context, file.dataset),
  };
}

async function storeDataset(context: RunContext, file: RunSource, reading: Reading): Promise<void> {
  const { pipeline, run, workspace, log } = context;
  const { database } = workspace;
  const dataset = pipeline.datasets[file.dataset];
  if (!dataset) throw new RangeError(`there is no dataset ${file.dataset}`);
  const write = createBatchWriter(database, {
    runNo: run.no,
    dataset: file.dataset,
    sourceId: file.sourceId,
    columnNames: Object.keys(dataset.columns),
    recipe: dataset.clean,
    rules: rulesOfDataset(dataset),
    ruleResultIds: ruleResultIds(database, run.no, file.dataset),
    storesRaw: file.storesRaw,
    extract: extractsOf(database, run.no).get(file.dataset) ?? emptyExtract(database, { no: run.no, pipeline }, file.dataset),
  });
  const totalBytes = Number(rowsOf(database, sql`select size from sources where id = ${file.sourceId}`)[0]?.[0] ?? 0);
  log('ingest', 'INFO', `→ ${file.dataset} from ${file.path}${file.next ? `, going on at row ${file.next.row}` : ''}`);
  let rows = (file.next?.row ?? 1) - 1;
  context.report({ stage: 'ingest', dataset: file.dataset, rows, bytes: file.next?.offset ?? 0, totalBytes });
  for await (const batch of reading.batches()) {
    write(batch);
    rows += batch.read - batch.blank;
    context.report({ stage: 'ingest', dataset: file.dataset, rows, bytes: batch.bytesGiven, totalBytes });
  }
  const before = (file.next?.row ?? 1) - 1;
  const told = before > 0 ? `; ${counted(before, 'record')} carried over` : '';
  log('ingest', 'INFO', `✓ ${file.dataset}: ${counted(rows - before, 'record')} read${told}`);
}

/** Removes the files of batches; what cannot be removed now is when the workspace is opened next. */
function sweep(workspacePath: string): void {
  try {
    sweepBatchFiles(workspacePath);
  } catch {
    // Either the records are stored, or a failure is already on its way.
  }
}

function brokenRules({ workspace, run }: RunContext, dataset: string): readonly (readonly [number, string])[] {
  return rowsOf(
    workspace.database,
    sql`
      select rule_no, note
      from rule_results
      where run_no = ${run.no}
        and dataset = ${dataset}
        and status = 'could not be evaluated'`,
  ).map(([ruleNo, note]) => [Number(ruleNo), String(note)] as const);
}
