import type { Catalog } from '#core/definition/catalog.ts';
import { rules } from './rules.ts';
import { steps } from './steps.ts';

/** All kinds of rules and steps, as the reader of definitions wants them. */
export const catalog: Catalog = { rules, steps };
