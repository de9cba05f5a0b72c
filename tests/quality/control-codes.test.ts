import { expect, it } from 'vitest';
import { rulesOfDataset } from '#core/definition/rules-of-dataset.ts';
import { loadPipeline, shippedPipelines } from '#core/engine/load-pipeline.ts';
import { codeOfRule } from '#core/quality/rule-words.ts';

const codesOf = (pipeline: string): ReadonlyMap<string, string> =>
  new Map(
    Object.values(loadPipeline(pipeline).pipeline.datasets).flatMap((dataset) =>
      rulesOfDataset(dataset).map((rule) => [rule.id, codeOfRule(rule, dataset.columns)] as const),
    ),
  );

it('gives the controls of the sales pipeline the codes that auditors know', () => {
  expect(Object.fromEntries(codesOf('sales'))).toMatchObject({
    missing_column: 'MISSING_COLUMNS',
    order_id_required: 'MISSING_ORDER_ID',
    region_required: 'MISSING_REGION',
    order_date_required: 'MISSING_DATE',
    order_date_type: 'INVALID_FORMAT',
    ragged_record: 'PARSE_ERROR',
    revenue_min: 'NEGATIVE_REVENUE',
    quantity_min: 'INVALID_QUANTITY',
    region_values: 'INVALID_REGION',
    order_id_unique: 'DUPLICATE_ORDER_ID',
  });
});

it.each(shippedPipelines())('gives every rule of %s a code in capitals', (pipeline) => {
  for (const code of codesOf(pipeline).values()) expect(code).toMatch(/^[A-Z][A-Z0-9_]*$/);
});
