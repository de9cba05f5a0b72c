import type { ExportFormat } from '#core/contract/export-format.ts';

/** A cell to be written: its text, and whether JSON writes it in quotes or as the number, true, false or null that it is. */
export interface OutputCell {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** The type of a column, for formats that have types. */
export type ColumnKind =
  | { readonly kind: 'text' | 'integer' | 'real' | 'date' | 'boolean' }
  | { readonly kind: 'decimal'; readonly scale: number };

/** The table that is written. */
export interface TableShape {
  /** The name of the table, for formats in which tables have names. */
  readonly name: string;
  readonly columns: readonly string[];
  /** The types of the columns; asked only by formats that have types. */
  readonly kinds: () => readonly ColumnKind[];
  /** Columns that only identify a record; a workbook hides them. */
  readonly hidden: ReadonlySet<string>;
  /** Whether a row may have more cells than there are columns. */
  readonly hasOthers: boolean;
  /** A path in the folder of the output, for what has to be on disk before it can be written. */
  readonly temporaryPath: () => string;
}

/** A table being written, row by row. */
export interface TableWriter {
  readonly row: (cells: readonly OutputCell[]) => void;
  readonly end: () => void;
  /** Removes what was put on disk; needed only where the end is never reached. */
  readonly abandon?: () => void;
}

/** One format in which rows are written. */
export interface Sink {
  readonly name: ExportFormat;
  /** Whether a spreadsheet that opens the file could take a text for a formula. */
  readonly canHoldFormulas: boolean;
  readonly open: (table: TableShape, write: (bytes: Uint8Array | string) => void) => TableWriter;
}

/** What the cells beyond the columns are called, where they need a name. */
export function nameOfOthers(columns: readonly string[]): string {
  let name = 'extra_cells';
  for (let number = 2; columns.includes(name); number++) name = `extra_cells_${number}`;
  return name;
}

/** A table whose rows have one cell for each column: cells beyond the columns become one more column that holds them as a JSON list. */
export function evenTable({ columns, kinds, hasOthers }: TableShape): {
  readonly columns: readonly string[];
  readonly kinds: readonly ColumnKind[];
  readonly row: (cells: readonly OutputCell[]) => readonly OutputCell[];
} {
  if (!hasOthers) return { columns, kinds: kinds(), row: (cells) => cells };
  return {
    columns: [...columns, nameOfOthers(columns)],
    kinds: [...kinds(), { kind: 'text' }],
    row: (cells) => {
      const others = cells.slice(columns.length).map(({ text }) => text);
      const last = { text: others.length > 0 ? JSON.stringify(others) : '', isQuoted: others.length > 0 };
      return [...cells.slice(0, columns.length), last];
    },
  };
}
