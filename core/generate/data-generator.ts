/** A defect planted in a generated row: the rule that must find it, or null where cleaning makes it good. */
export interface Planted {
  readonly row: number;
  readonly kind: string;
  readonly rule: string | null;
  /** The dataset of the row; left out where it is the one that the row is generated for. */
  readonly dataset?: string;
}

/** One generated row and what was planted with it, or follows from what was planted elsewhere. */
export interface GeneratedRow<Cells = readonly string[] | string> {
  /** The dataset; left out where there is only one. */
  readonly dataset?: string;
  /** The cells of a row of CSV, or the whole line of any other file. */
  readonly cells: Cells;
  readonly planted: readonly Planted[];
}

/** What is to be generated. */
export interface GenerateOptions {
  /** Records of the dataset that the sizes of the others follow. */
  readonly rows: number;
  readonly seed: number;
  readonly variant: string;
  /** The day with which data ends that is about the last days. */
  readonly runDate: string;
}

/** A dataset that data is made for; without columns each row is a line as it is. */
export interface GeneratedDataset {
  readonly name: string;
  readonly columns?: readonly string[];
  readonly extension: 'csv' | 'ndjson';
}

/** Data of a variant and size that has a name of its own, and the folder that it goes to. */
export interface GeneratedSet {
  readonly name: string;
  readonly folder: string;
  readonly variant: string;
  readonly rows: number;
}

/** A generator of data for one pipeline. */
export interface DataGenerator {
  readonly pipeline: string;
  readonly datasets: readonly GeneratedDataset[];
  /** Variants by name, with a sentence each; the first is the default. */
  readonly variants: Readonly<Record<string, string>>;
  readonly defaultRows: number;
  /** Sets that belong together, for whoever wants all of them at once. */
  readonly sets?: readonly GeneratedSet[];
  /** Whether the data is about the last days, so that it ages. */
  readonly isDated?: boolean;
  readonly rows: (options: GenerateOptions) => Generator<GeneratedRow>;
}
