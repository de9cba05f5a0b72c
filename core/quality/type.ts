import type { ColumnDefinition } from '#core/definition/column.ts';

/** A typed cell: numbers are whole minor units at the column's scale, dates and instants are ISO text, booleans 0 or 1. */
export type Value = number | string | null;

/** How one column's text becomes a value. */
export interface TypeReader {
  /** The value of a text that is not empty; undefined where it does not parse. */
  readonly read: (text: string) => Exclude<Value, null> | undefined;
  /** What is wrong with a text that does not parse, to follow `<column> is "<text>": `. */
  readonly explain: (text: string) => string;
}

/** One column type: a small object in the list of types. */
export interface ColumnType {
  readonly name: ColumnDefinition['type'];
  readonly summary: string;
  /** Whether values are numbers, and then with how many decimal places; undefined for text. */
  readonly scaleOf: (column: ColumnDefinition) => number | undefined;
  readonly createReader: (column: ColumnDefinition) => TypeReader;
}
