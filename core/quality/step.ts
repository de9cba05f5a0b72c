import type { z } from 'zod';
import type { RuleForm } from '#core/contract/rules.ts';
import type { CatalogEntry } from '#core/definition/catalog.ts';

/** What a step may know of its dataset. */
export interface StepContext {
  readonly isEmpty: (text: string) => boolean;
}

/** Cleans one cell: returns the text it should have, or the same string when there is nothing to do. */
export type Cleaner = (text: string) => string;

/** One kind of cleaning operation. */
export interface Step extends CatalogEntry {
  readonly form: RuleForm;
  /** What a step of this kind does, as people say it: `columns` names what it does it to. */
  readonly sentence: (options: unknown, columns: string) => string;
  readonly prepare: (options: unknown, context: StepContext) => Cleaner;
}

/** Makes a step whose function receives options already parsed by its own schema. */
export function defineStep<Schema extends z.ZodObject>(step: {
  readonly name: string;
  readonly summary: string;
  readonly options: Schema;
  readonly form: RuleForm;
  readonly sentence: (options: z.output<Schema>, columns: string) => string;
  readonly refuse?: (options: z.output<Schema>) => string | undefined;
  readonly prepare: (options: z.output<Schema>, context: StepContext) => Cleaner;
}): Step {
  const { options, refuse } = step;
  return {
    ...step,
    refuse: (raw) => refuse?.(options.parse(raw)),
    sentence: (raw, columns) => step.sentence(options.parse(raw), columns),
    prepare: (raw, context) => step.prepare(options.parse(raw), context),
  };
}
