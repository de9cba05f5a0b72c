import type { Dialect } from '#core/contract/source.ts';

/** A file that holds its text packed, opened for reading at any place. */
export interface PackedFile {
  readonly path: string;
  readonly size: number;
  /** Bytes at a place; fewer where the file ends. */
  readonly read: (from: number, length: number) => Buffer;
}

/** Selects one of the tables in a file. */
export interface TableChoice {
  /** The name of a sheet or table. */
  readonly sheet?: string | undefined;
  /** A query in SQL, in place of a table. */
  readonly query?: string | undefined;
}

/** A text of records within a packed file. */
export interface PackedText {
  /** The bytes of the text, in chunks, from the beginning. */
  readonly chunks: () => AsyncGenerator<Buffer>;
  /** About how many bytes the text has. */
  readonly size: () => number;
  /** For a table of cells that was no text before: it is given as CSV with commas and quotes, in UTF-8. */
  readonly table?: PackedTableFacts | undefined;
}

/** What is known of a table of cells. */
export interface PackedTableFacts {
  /** The name of the table, where it has one, and those of all that the file has to choose from. */
  readonly sheet?: string;
  readonly sheets: readonly string[];
  /** Rows before the header. */
  readonly skipLines: number;
  /** Whether there is a header for sure; otherwise it is found out. */
  readonly hasHeader?: boolean;
  /** Sentences about what a person should know. */
  readonly notes: readonly string[];
}

/** One way in which files are packed. */
export interface Packing {
  readonly name: Exclude<Dialect['compression'], 'none'>;
  readonly isPacked: (beginning: Buffer, file: PackedFile) => boolean;
  /** Whether its bytes are read once from the beginning to the end. */
  readonly isSequential: boolean;
  /** Opens the text. Throws a Failure (BAD_INPUT) with a sentence for a file that is damaged, or holds no such text. */
  readonly open: (file: PackedFile, choice: TableChoice) => Promise<PackedText>;
}

/** A file may not unpack to more than this many times its size: beyond it is a bomb, not data. */
export const largestRatio = 1000;

/** What is small enough to be unpacked however far it was packed, in bytes. */
export const harmlessSize = 100 * 2 ** 20;
