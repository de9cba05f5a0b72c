import { counted } from '#core/contract/counted.ts';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { sql } from '#core/sql/sql.ts';
import { ruleResultIds } from '#core/store/findings.ts';
import { extractsOf, type RunSource, runSources } from '#core/store/run-sources.ts';
import { sourceById } from '#core/store/sources.ts';
import { rowsOf } from '#core/workspace/open.ts';
import { sweepBatchFiles } from '#core/workspace/pages/batch-file.ts';
import { emptyExtract } from '../batches/extract.ts';
import { createBatchWriter } from '../batches/write-batch.ts';
import type { RunContext } from '../run-context.ts';

/** Reads every dataset, standardizes and judges each record, and stores raw cells, typed values and findings batch by batch. */
export async function ingest(context: RunContext): Promise<void> {
  const { database } = context.workspace;
  for (const file of runSources(database, context.run.no)) {
    if (!file.isRead) await readDataset(context, file);
  }
}

async function readDataset(context: RunContext, file: RunSource): Promise<void> {
  const { pipeline, run, workspace, options, log } = context;
  const { database } = workspace;
  const dataset = pipeline.datasets[file.dataset];
  if (!dataset) throw new RangeError(`there is no dataset ${file.dataset}`);
  const known = sourceById(database, file.sourceId);
  const rules = rulesOfDataset(dataset);
  const write = createBatchWriter(database, {
    runNo: run.no,
    dataset: file.dataset,
    sourceId: file.sourceId,
    columnNames: Object.keys(dataset.columns),
    recipe: dataset.clean,
    rules,
    ruleResultIds: ruleResultIds(database, run.no, file.dataset),
    storesRaw: file.storesRaw,
    extract: extractsOf(database, run.no)[file.dataset] ?? emptyExtract(database, { no: run.no, pipeline }, file.dataset),
  });
  const totalBytes = Number(rowsOf(database, sql`select size from sources where id = ${file.sourceId}`)[0]?.[0] ?? 0);
  log('ingest', 'INFO', `→ ${file.dataset} from ${file.path}${file.next ? `, going on at row ${file.next.row}` : ''}`);
  let rows = (file.next?.row ?? 1) - 1;
  context.report({ stage: 'ingest', dataset: file.dataset, rows, bytes: file.next?.offset ?? 0, totalBytes });
  const batches = context.readBatches({
    dataset: file.dataset,
    path: file.path,
    workspacePath: workspace.path,
    identity: context.identities.get(file.dataset) ?? '',
    pipeline,
    dialect: known.dialect,
    sources: file.sources,
    today: run.today,
    batchRows: options.batchRows,
    storesRaw: file.storesRaw,
    from: file.next,
    broken: brokenRules(context, file.dataset),
  });
  try {
    for await (const batch of batches) {
      write(batch);
      rows += batch.read - batch.blank;
      context.report({ stage: 'ingest', dataset: file.dataset, rows, bytes: batch.bytesGiven, totalBytes });
    }
  } finally {
    sweep(workspace.path);
  }
  log('ingest', 'INFO', `✓ ${file.dataset}: ${counted(rows, 'record')} read`);
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
