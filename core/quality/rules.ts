import type { Rule } from './rule.ts';
import { dateWindow } from './rules/date-window.ts';
import { formula } from './rules/formula.ts';
import { functionalDependency } from './rules/functional-dependency.ts';
import { groupSize } from './rules/group-size.ts';
import { length } from './rules/length.ts';
import { pattern } from './rules/pattern.ts';
import { range } from './rules/range.ts';
import { reference } from './rules/reference.ts';
import { required } from './rules/required.ts';
import { structureRules } from './rules/structure.ts';
import { type } from './rules/type.ts';
import { unique } from './rules/unique.ts';
import { values } from './rules/values.ts';
import { zScore } from './rules/z-score.ts';

/** Every kind of rule. */
export const rules: readonly Rule[] = [
  required,
  type,
  range,
  length,
  values,
  pattern,
  unique,
  groupSize,
  reference,
  functionalDependency,
  formula,
  dateWindow,
  zScore,
  ...structureRules,
];
