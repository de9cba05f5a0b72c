import type { GeneratedSet } from '../data-generator.ts';

const set = (folder: string, name: string, variant: string, rows: number): GeneratedSet => ({
  folder: `raw/${folder}`,
  name,
  variant,
  rows,
});

/** The sets that tests of speed, cleaning and single rules take, by folder. */
export const sets: readonly GeneratedSet[] = [
  set('clean', 'clean', 'clean', 5000),
  set('dirty', 'dirty_30', 'dirty', 3000),
  set('dirty', 'dirty_50', 'dirty-50', 3000),
  set('anomaly', 'anomaly_5', 'anomaly', 4000),
  set('anomaly', 'anomaly_10', 'anomaly-10', 4000),
  set('mixed', 'mixed', 'mixed', 8000),
  set('performance', 'performance_1k', 'clean', 1000),
  set('performance', 'performance_10k', 'clean', 10_000),
  set('performance', 'performance_50k', 'clean', 50_000),
  set('performance', 'performance_100k', 'clean', 100_000),
  set('validation_test', 'null_order_ids', 'null_order_ids', 2000),
  set('validation_test', 'duplicate_order_ids', 'duplicate_order_ids', 2000),
  set('validation_test', 'invalid_categories', 'invalid_categories', 2000),
  set('validation_test', 'invalid_quantities', 'invalid_quantities', 2000),
  set('validation_test', 'invalid_emails', 'invalid_emails', 2000),
];
