import { join } from 'node:path';
import { counted } from '#core/contract/counted.ts';
import { exportName } from '#core/exports/export-name.ts';
import { writeExport } from '#core/exports/write-export.ts';
import { sql } from '#core/sql/sql.ts';
import { addOutput } from '#core/store/outputs.ts';
import { runFiles } from '#core/store/run-files.ts';
import { run as execute } from '#core/workspace/open.ts';
import type { RunContext } from '../run-context.ts';

/** Writes the exports that the pipeline declares, each whole or not at all. */
export async function exportFiles(context: RunContext): Promise<void> {
  const {
    workspace: { database },
    run,
    pipeline,
    options,
    log,
  } = context;
  if (options.outFolder === null) return;
  // What stands in their places was looked at before the run began.
  const target = { replaces: 'files', sources: runFiles(database, run.no).map(({ path }) => path) } as const;
  execute(database, sql`delete from outputs where run_no = ${run.no}`);
  for (const exported of pipeline.exports) {
    const { dataset, model, what, format, spreadsheet_safe: isSpreadsheetSafe, encoding } = exported;
    const name = exportName(exported);
    const subject = dataset === undefined ? { model: model ?? '' } : { dataset };
    const report = (rows: number): void => context.report({ stage: 'export', dataset: name, rows, bytes: 0, totalBytes: 0 });
    report(0);
    const path = join(options.outFolder, name);
    const request = {
      database,
      pipeline,
      run,
      subject,
      what,
      format,
      isSpreadsheetSafe,
      encoding,
      path,
      target,
      appVersion: context.appVersion,
      now: context.now,
      report,
    };
    const result = writeExport(request);
    const { rows, bytes, sha256 } = result;
    addOutput(database, run.no, { path, subject: dataset ?? model ?? '', what, format, rows, bytes, sha256 }, context.now());
    log('export', 'INFO', `✓ ${path}: ${counted(rows, 'row')}, ${counted(bytes, 'byte')}`);
  }
}
