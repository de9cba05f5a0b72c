import type { Catalog } from '#core/definition/catalog.ts';
import { modelRules } from './model-rules.ts';
import { formula } from './rules/formula.ts';
import { rules } from './rules.ts';
import { parseDate } from './steps/parse-date.ts';
import { steps } from './steps.ts';

const none = (): undefined => undefined;

/** All kinds of rules and steps, as the reader of definitions wants them. */
export const catalog: Catalog = {
  rules,
  steps,
  modelRules,
  refuseStatement: formula.refuse ?? none,
  refuseFormats: parseDate.refuse ?? none,
};
