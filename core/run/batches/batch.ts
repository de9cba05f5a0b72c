import type { Dialect } from '#core/contract/source.ts';
import type { PipelineDefinition } from '#core/definition/pipeline.ts';
import type { RuleCount } from '#core/quality/judge.ts';
import type { RawBlock } from '#core/store/raw.ts';
import type { PackedForms } from './packed-forms.ts';
import type { PackedTable } from './packed-table.ts';

/** What reading one dataset depends on; plain data, so that it can be handed to another thread. */
export interface ReadJob {
  readonly dataset: string;
  readonly path: string;
  readonly workspacePath: string;
  /** Which of the simultaneous readings this is. */
  readonly lane: number;
  /** Of the file that was looked at before the run. */
  readonly identity: string;
  readonly pipeline: PipelineDefinition;
  readonly dialect: Dialect;
  readonly sources: readonly number[];
  readonly today: string;
  readonly batchRows: number;
  readonly storesRaw: boolean;
  readonly from: ReadFrom | null;
  /** Rules given up before the run was interrupted: their place and the reason. */
  readonly broken: readonly (readonly [number, string])[];
}

/** Where an interrupted reading goes on. */
export interface ReadFrom {
  readonly offset: number;
  readonly line: number;
  readonly row: number;
  readonly bytes: number;
  readonly digest: string;
}

/** Consecutive records of one dataset, standardized and judged, packed to cross threads cheaply. */
export interface Batch {
  readonly blocks: readonly RawBlock[];
  readonly forms: PackedForms;
  /** The records that parsed, as the table `records` of a database file (openBatchFiles): row number, state, typed values (declared, then derived). */
  readonly records: { readonly path: string; readonly mark: number; readonly rows: number };
  /** Place of the rule, row number, reason. */
  readonly violations: PackedTable;
  /** Place of the column, place of the step, row number, text before and after. */
  readonly changes: PackedTable;
  /** Row number, whether structural, place of the rule that was broken first, fingerprint. */
  readonly exceptions: PackedTable;
  readonly counts: readonly RuleCount[];
  /** Cells without a value, by the place of the declared column, of the records that parsed. */
  readonly empty: readonly number[];
  readonly read: number;
  readonly structural: number;
  readonly blank: number;
  readonly next: ReadFrom;
  /** About how many bytes of the file were read, to be shown. */
  readonly bytesGiven: number;
  /** The SHA-256 of the whole file, with the last batch. */
  readonly sha256: string | null;
}
