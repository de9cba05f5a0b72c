import type { ColumnKind, OutputCell } from '#core/sinks/sink.ts';

/** Rows to be written in any format: the names of their columns and their cells. */
export interface ExportRows {
  readonly columns: readonly string[];
  /** What the cells of the columns are, for formats that tell; all are texts where left out. */
  readonly kinds?: () => readonly ColumnKind[];
  readonly rows: Iterable<readonly OutputCell[]>;
}

/** A cell that is a text, whatever it looks like. */
export function textCell(text: string): OutputCell {
  return { text, isQuoted: true };
}
