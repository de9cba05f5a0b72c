import { basename, join } from 'node:path';
import { counted } from '#core/contract/counted.ts';
import { Failure } from '#core/contract/failure.ts';
import type { TableExport } from '#core/definition/export-definition.ts';
import { exportName } from '#core/exports/export-name.ts';
import type { ExportRequest } from '#core/exports/export-request.ts';
import { writeLineage } from '#core/exports/lineage.ts';
import { type LoadedTable, loadTables } from '#core/exports/load-tables.ts';
import { finishExport, type SealedExport, sealExport } from '#core/exports/write-export.ts';
import { discardSealed } from '#core/sinks/write-file.ts';
import { sql } from '#core/sql/sql.ts';
import { addOutput } from '#core/store/outputs.ts';
import { failedModels, forgetRunFailures } from '#core/store/run-failures.ts';
import { sourcePaths } from '#core/store/run-sources.ts';
import { replaceTableLoads, tableLoadsOf } from '#core/store/table-loads.ts';
import { run as execute } from '#core/workspace/open.ts';
import type { RunContext } from '../run-context.ts';
import { createFailureNoter } from '../without-failing.ts';

/** An export that the pipeline declares, as plain data: without the effects that writing it takes. */
export type DeclaredExport = Omit<ExportRequest, 'database' | 'now' | 'report'>;

/** What the exports of a run write, in the order of the pipeline. */
export function declaredExports({ workspace, run, pipeline, options, appVersion }: RunContext): readonly DeclaredExport[] {
  const { outFolder } = options;
  if (outFolder === null) return [];
  // What stands in their places was looked at before the run began.
  const target = { replaces: 'files', sources: sourcePaths(workspace.database, run.no) } as const;
  return pipeline.exports.map((exported) => ({
    pipeline,
    run,
    subject: exported.dataset === undefined ? { model: exported.model ?? '' } : { dataset: exported.dataset },
    what: exported.what,
    format: exported.format,
    isSpreadsheetSafe: exported.spreadsheet_safe,
    encoding: exported.encoding,
    path: join(outFolder, exportName(exported)),
    target,
    appVersion,
  }));
}

/** Writes the exports that the pipeline declares: files, then tables of databases. */
export async function exportAll(context: RunContext): Promise<void> {
  forgetRunFailures(context.workspace.database, context.run.no, ['export', 'table']);
  await exportFiles(context);
  await exportTables(context);
}

/** Writes tables of other databases, those of one database all or none. */
async function exportTables(context: RunContext): Promise<void> {
  const { workspace, run, pipeline, options, log, appVersion, now } = context;
  const { outFolder } = options;
  if (outFolder === null || pipeline.tables.length === 0) return;
  // A run that goes on has written them already.
  if (tableLoadsOf(workspace.database, run.no).length > 0) return;
  const noteFailure = createFailureNoter(context);
  const attempted = async (tables: readonly TableExport[]): Promise<readonly LoadedTable[]> => {
    try {
      for (const { model } of tables) assertBuilt(context, model);
      const request = { database: workspace.database, pipeline: { ...pipeline, tables }, run, appVersion, now, outFolder };
      return await loadTables({
        ...request,
        report: (table, rows) => context.report({ stage: 'export', dataset: table, rows, bytes: 0, totalBytes: 0 }),
      });
    } catch (error) {
      const names = tables.map(({ table, model, dataset }) => table ?? model ?? dataset ?? '');
      noteFailure({ part: 'table', name: names.join(', ') }, error);
      return [];
    }
  };
  const failed = failedModels(workspace.database, run.no);
  const databases = [...Map.groupBy(pipeline.tables, (table) => (table.to === 'postgres' ? table.url : table.path)).values()];
  const isLacking = (tables: readonly TableExport[]): boolean =>
    tables.some(({ model }) => model !== undefined && failed.has(model));
  for (const tables of databases.filter(isLacking)) await attempted(tables);
  const whole = databases.filter((tables) => !isLacking(tables)).flat();
  const loaded = whole.length === 0 ? [] : await attempted(whole);
  workspace.database
    .transaction(() =>
      replaceTableLoads(
        workspace.database,
        run.no,
        loaded.map((one) => ({ ...one, leftOut: [...one.leftOut] })),
      ),
    )
    .immediate();
  for (const { target, table, inserted, changed, unchanged } of loaded)
    log('export', 'INFO', `✓ ${table} of ${target}: ${inserted} inserted, ${changed} changed, ${unchanged} unchanged`);
}

/** Throws a Failure (RUN_FAILED) where a model is empty because it failed, so that nothing is replaced by it. */
function assertBuilt({ workspace, run }: RunContext, model: string | undefined): void {
  if (model !== undefined && failedModels(workspace.database, run.no).has(model))
    throw new Failure('RUN_FAILED', `the model ${model} was not built, so nothing was written of it`);
}

/** Writes the files that the pipeline declares, each whole or not at all; those that were begun ahead get their names here. */
async function exportFiles(context: RunContext): Promise<void> {
  const { database } = context.workspace;
  const requests = declaredExports(context).map((declared) => ({
    ...declared,
    database,
    now: context.now,
    report: (rows: number) => reportRows(context, declared, rows),
  }));
  if (requests.length === 0) return;
  execute(database, sql`delete from outputs where run_no = ${context.run.no}`);
  const sealed = new Map<number, SealedExport>();
  try {
    const noteFailure = createFailureNoter(context);
    const failed = new Set<number>();
    for (const [place, request] of requests.entries()) {
      try {
        request.report(0);
        assertBuilt(context, 'model' in request.subject ? request.subject.model : undefined);
        if (context.exportsAhead.claim(place)) sealed.set(place, sealExport(request));
      } catch (error) {
        noteFailure({ part: 'export', name: basename(request.path) }, error);
        failed.add(place);
      }
    }
    for (const [place, other] of await context.exportsAhead.take((rows) => reportRows(context, undefined, rows)))
      sealed.set(place, other);
    for (const [place, request] of requests.entries()) {
      if (failed.has(place)) continue;
      const written = sealed.get(place);
      if (!written) throw new Failure('RUN_FAILED', `${request.path} was not written`);
      sealed.delete(place);
      try {
        finish(context, request, written);
      } catch (error) {
        noteFailure({ part: 'export', name: basename(request.path) }, error);
      }
    }
    try {
      tellLineage(context);
    } catch (error) {
      noteFailure({ part: 'export', name: 'data_lineage.json' }, error);
    }
  } finally {
    for (const left of sealed.values()) discardSealed(left);
  }
}

function tellLineage({ workspace, pipeline, run, options, appVersion, now }: RunContext): void {
  if (options.outFolder === null) return;
  writeLineage(workspace.database, pipeline, run, { folder: options.outFolder, winnow: appVersion, writtenAt: now() });
}

function finish(context: RunContext, request: ExportRequest, sealed: SealedExport): void {
  const { path, subject, what, format } = request;
  const { rows, bytes, sha256 } = finishExport(request, sealed);
  const of = 'dataset' in subject ? subject.dataset : subject.model;
  const output = { path, subject: of, what, format, rows, bytes, sha256 };
  addOutput(context.workspace.database, context.run.no, output, context.now());
  context.log('export', 'INFO', `✓ ${path}: ${counted(rows, 'row')}, ${counted(bytes, 'byte')}`);
}

function reportRows(context: RunContext, exported: DeclaredExport | undefined, rows: number): void {
  context.report({ stage: 'export', dataset: exported ? basename(exported.path) : null, rows, bytes: 0, totalBytes: 0 });
}
