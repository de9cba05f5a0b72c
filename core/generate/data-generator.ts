/** A defect planted in a generated row: the rule that must find it, or null where cleaning makes it good. */
export interface Planted {
  readonly row: number;
  readonly kind: string;
  readonly rule: string | null;
}

/** One generated row and what was planted with it. */
export interface GeneratedRow {
  readonly cells: readonly string[];
  readonly planted: readonly Planted[];
}

/** What is to be generated. */
export interface GenerateOptions {
  readonly rows: number;
  readonly seed: number;
  readonly variant: string;
}

/** A generator of data for one pipeline. */
export interface DataGenerator {
  readonly pipeline: string;
  readonly dataset: string;
  readonly columns: readonly string[];
  /** Variants by name, with a sentence each; the first is the default. */
  readonly variants: Readonly<Record<string, string>>;
  readonly defaultRows: number;
  readonly rows: (options: GenerateOptions) => Generator<GeneratedRow>;
}
