import type { z } from 'zod';
import type { RuleForm } from '#core/contract/rules.ts';
import type { ColumnDefinition } from './column.ts';
import type { Relations } from './relations.ts';

/** What the reader of definitions must know of a kind of rule or step: its name, its options and how to try them. */
export interface CatalogEntry {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodObject;
  /** What is wrong with well-formed options of this kind in a dataset with these columns; undefined when nothing is. */
  readonly refuse?: (
    options: Readonly<Record<string, unknown>>,
    columns: Readonly<Record<string, ColumnDefinition>>,
    relations?: Relations,
  ) => string | undefined;
  /** How a person states a rule of this kind. */
  readonly form?: RuleForm;
  /** Whether its columns may be computed ones. */
  readonly seesComputed?: boolean;
  /** Where rules of this kind lead to another dataset; `to` defaults to its key. */
  readonly refersTo?: (options: Readonly<Record<string, unknown>>) => Readonly<Record<'columns' | 'dataset' | 'to', unknown>>;
}

/** All kinds of rules and steps that a definition may name. */
export interface Catalog {
  readonly rules: readonly CatalogEntry[];
  readonly steps: readonly CatalogEntry[];
  /** Kinds of rules for the rows of models. */
  readonly modelRules: readonly CatalogEntry[];
  /** What is wrong with a statement about the columns of a record. */
  readonly refuseStatement: NonNullable<CatalogEntry['refuse']>;
  /** What is wrong with the formats of a date. */
  readonly refuseFormats: NonNullable<CatalogEntry['refuse']>;
}
