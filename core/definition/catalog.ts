import type { z } from 'zod';
import type { ColumnDefinition } from './column.ts';

/** What the reader of definitions must know of a kind of rule or step: its name, its options and how to try them. */
export interface CatalogEntry {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodObject;
  /** What is wrong with well-formed options of this kind in a dataset with these columns; undefined when nothing is. */
  readonly refuse?: (
    options: Readonly<Record<string, unknown>>,
    columns: Readonly<Record<string, ColumnDefinition>>,
  ) => string | undefined;
}

/** All kinds of rules and steps that a definition may name. */
export interface Catalog {
  readonly rules: readonly CatalogEntry[];
  readonly steps: readonly CatalogEntry[];
}
