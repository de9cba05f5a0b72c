import type { ExportFormat } from '#core/contract/export-format.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { Target } from '#core/sinks/assert-target.ts';
import { type Sql, sql } from '#core/sql/sql.ts';
import type { Database } from '#core/workspace/open.ts';

/** What is exported: one table of a finished run. */
export interface ExportRequest {
  readonly database: Database;
  readonly pipeline: PipelineDefinition;
  readonly run: { readonly no: number; readonly id: string };
  readonly subject: { readonly dataset: string } | { readonly model: string };
  readonly what: 'clean' | 'raw' | 'exceptions' | 'changes' | 'pack';
  readonly format: ExportFormat;
  readonly isSpreadsheetSafe: boolean;
  /** Of clean rows in CSV. */
  readonly encoding: 'source' | 'utf-8';
  /** Only some records of a dataset: as a condition on a column that holds their numbers, and as the manifest tells it. */
  readonly scope?: { readonly only: (id: Sql) => Sql; readonly told: unknown } | undefined;
  readonly path: string;
  readonly target: Target;
  readonly appVersion: string;
  readonly now: () => string;
  /** Tells how many rows are written; may throw to stop. */
  readonly report: (rows: number) => void;
}

/** What an export came to. */
export interface ExportResult {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Cells that were made safe for spreadsheets. */
  readonly escapedCells: number;
}

/** The condition that a record is among those that an export is about; `id` holds its number. */
export function inScope(scope: ExportRequest['scope'], id: Sql): Sql {
  return scope?.only(id) ?? sql`true`;
}
