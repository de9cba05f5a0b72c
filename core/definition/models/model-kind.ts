import type { z } from 'zod';
import type { DatasetDefinition } from '../dataset.ts';
import type { CompiledModel, Model } from './model.ts';

/** What a model is made from: the datasets of the pipeline, the models before it and those declared after it. */
export interface ModelContext {
  readonly datasets: Readonly<Record<string, DatasetDefinition>>;
  readonly holidays: readonly string[];
  /** The models before it, as they are built. */
  readonly before: ReadonlyMap<string, Model>;
  /** Datasets whose records may name members of a dimension that no record describes, and the columns that name them. */
  readonly inferredFrom: (dimension: string) => readonly { readonly dataset: string; readonly columns: readonly string[] }[];
}

/** Why a model cannot be made, and the part of its definition that is to blame. */
export interface ModelProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A kind of model: its options, what is wrong with them, and the plain SQL that it becomes. */
export interface ModelKind<Options extends z.ZodObject> {
  readonly summary: string;
  readonly options: Options;
  readonly problems: (options: z.infer<Options>, context: ModelContext) => readonly ModelProblem[];
  /** Call it only where there are no problems. */
  readonly compile: (options: z.infer<Options>, context: ModelContext) => CompiledModel;
}
