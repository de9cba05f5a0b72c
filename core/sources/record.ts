/** One physical record as it comes from a source; positions are in the unpacked text of the file. */
export interface SourceRecord {
  /** Cells in the order of the file; as many as could be told apart where there is a problem. */
  readonly cells: readonly string[];
  /** The line where the record begins, counting from 1. */
  readonly line: number;
  /** Where the record begins in the unpacked file, in bytes. */
  readonly offset: number;
  /** Why the record cannot be used; undefined for a sound one. */
  readonly problem: RecordProblem | undefined;
  /** The exact bytes with line end, where the cells do not say them: other quoting, another line end, a problem. They may be part of the chunk. */
  readonly form: Uint8Array | undefined;
  /** How many blank lines this stands for; 0 for a record. Their bytes are the form. */
  readonly blankLines: number;
  /**
   * Where the record with its line end stands in the bytes of its chunk, for a plain record: its bytes are UTF-8 without
   * quotes or anything that JSON escapes, and end as all lines of the file do. Both are -1 for any other record.
   */
  readonly from: number;
  readonly to: number;
}

/** What is wrong with the shape of a record: the structure rule it breaks and a sentence. */
export interface RecordProblem {
  readonly rule: StructureProblem;
  readonly reason: string;
}

export type StructureProblem =
  | 'ragged-record'
  | 'unterminated-quote'
  | 'stray-quote'
  | 'undecodable-bytes'
  | 'oversized-record'
  | 'unreadable-json';

/** Where reading can go on: behind the last record of a chunk. */
export interface ResumePoint {
  readonly offset: number;
  readonly line: number;
}

/** Records read together, and where reading goes on behind them. */
export interface RecordChunk {
  readonly records: readonly SourceRecord[];
  /** The bytes that plain records point into. */
  readonly bytes: Uint8Array;
  readonly next: ResumePoint;
}

/** A source of records: one interface for CSV, JSON and NDJSON. */
export interface RecordSource {
  /** Headers as they stand in the file. */
  readonly headers: readonly string[];
  /** What is wrong with the line of the header, where something is: its names may not be what was meant. */
  readonly headerProblem?: RecordProblem | undefined;
  /** The exact bytes before the first record: byte order mark, skipped lines, header. */
  readonly head: Uint8Array;
  /** Chunks of records, from the start or from a resume point. */
  readonly chunks: (from?: ResumePoint) => AsyncGenerator<RecordChunk>;
}

/** The most bytes a record may have; a longer one is an exception, and reading goes on behind it. */
export const largestRecord = 2 * 1024 * 1024;

/** The most columns a dataset may have, as SQLite allows a table. */
export const mostColumns = 2000;
