import type { ColumnKind, OutputCell } from '../sink.ts';

/** A column of a table of a database. */
export interface LoadedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Whether texts of it are numbers of any number of places, for databases that keep such exactly. */
  readonly isExactNumber?: boolean;
  readonly isRequired: boolean;
  /** What its values must be, where the definition says so. */
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly values?: readonly string[] | undefined;
}

/** What must hold between the rows of a table and those of another of the same database. */
export interface LoadedReference {
  readonly columns: readonly string[];
  readonly table: string;
  readonly to: readonly string[];
}

/** A table to be written, with its keys and the rest of its definition. */
export interface TableLoad {
  /** `schema.table`, or one name. */
  readonly table: string;
  readonly mode: 'replace' | 'append' | 'upsert';
  readonly columns: readonly LoadedColumn[];
  readonly key: readonly string[];
  readonly uniques: readonly (readonly string[])[];
  readonly references: readonly LoadedReference[];
  readonly indexes: readonly (readonly string[])[];
  readonly rows: () => Iterable<readonly OutputCell[]>;
  /** Hears how many rows were written; throws to stop. */
  readonly report: (rows: number) => void;
}

/** What a load did. */
export interface LoadResult {
  readonly rows: number;
  readonly inserted: number;
  readonly changed: number;
  readonly unchanged: number;
  /** What could not be promised of the table, because rows that a person waived break it. */
  readonly leftOut: readonly string[];
}

/** Tables that are written and wait to be kept: nothing of them is there for anybody else yet. */
export interface WaitingLoad {
  readonly results: readonly LoadResult[];
  readonly commit: () => Promise<void>;
  readonly abandon: () => Promise<void>;
}

/** The value of a cell; an empty cell is null. */
export function textOfCell(cell: OutputCell | undefined): string | null {
  return cell === undefined || (cell.text === '' && !cell.isQuoted) ? null : cell.text;
}
