import { complete } from './model-rules/complete.ts';
import { condition } from './model-rules/condition.ts';
import type { ModelRule } from './model-rules/model-rule.ts';
import { range } from './model-rules/range.ts';
import { reconcile } from './model-rules/reconcile.ts';
import { reference } from './model-rules/reference.ts';
import { required } from './model-rules/required.ts';
import { unique } from './model-rules/unique.ts';
import { values } from './model-rules/values.ts';

/** All kinds of rules for the rows of models. */
export const modelRules: readonly ModelRule[] = [required, unique, reference, range, values, condition, complete, reconcile];
