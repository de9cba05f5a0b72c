import { counted } from '#core/contract/counted.ts';
import type { RunPlan } from '#core/engine/plan-run.ts';

/** What a run would do, for people. */
export function planText({ datasets, models, exports }: RunPlan): string {
  const lines = datasets.flatMap(({ dataset, path, bytes, isMissing, rules, missingColumns, extraColumns }) => [
    isMissing
      ? `read   ${dataset}: ${path} does not exist or is empty, so there would be no records`
      : `read   ${dataset} from ${path} (${counted(bytes, 'byte')}), checked by ${counted(rules, 'rule')}`,
    ...(missingColumns.length > 0 ? [`       the file lacks ${missingColumns.join(', ')}`] : []),
    ...(extraColumns.length > 0 ? [`       the file also has ${extraColumns.slice(0, 20).join(', ')}`] : []),
  ]);
  return [
    ...lines,
    ...(models.length > 0 ? [`build  ${models.join(', ')}`] : []),
    ...exports.map((path) => `write  ${path}`),
    'Nothing was written.',
  ].join('\n');
}
