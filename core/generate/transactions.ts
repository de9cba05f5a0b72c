import type { DataGenerator, GeneratedRow, GenerateOptions, Planted } from './data-generator.ts';
import { createLottery } from './lottery.ts';
import { createPool } from './pool.ts';
import { createRandom } from './random.ts';
import { type Defect, plant, rulesOf } from './transactions/defects.ts';
import { cellsOf, type Draft, soundDraft } from './transactions/draft.ts';
import { sets } from './transactions/sets.ts';
import { sharesOf, variants } from './transactions/variants.ts';

const columns = [
  'order_id',
  'product_name',
  'category',
  'quantity',
  'unit_price',
  'discount_percent',
  'region',
  'sale_date',
  'customer_email',
  'revenue',
] as const;

/** E-commerce transactions with dirt and anomalies; the statistical outliers among them are found by a pass of their own. */
export const transactions: DataGenerator = {
  pipeline: 'transactions',
  datasets: [{ name: 'transactions', extension: 'csv', columns }],
  variants,
  defaultRows: 8000,
  sets,
  rows: function* (options) {
    const { mean, deviation } = spreadOfQuantity(options);
    let row = 0;
    for (const { cells, planted } of rowsWithoutOutliers(options)) {
      row++;
      const quantity = quantityOf(cells);
      const isOutlier = quantity !== undefined && deviation > 0 && Math.abs(quantity - mean) > 3 * deviation;
      yield {
        cells,
        planted: isOutlier ? [...planted, { row, kind: 'quantity_outlier', rule: 'quantity_statistical' }] : planted,
      };
    }
  },
};

function* rowsWithoutOutliers({ rows, seed, variant }: GenerateOptions): Generator<GeneratedRow<readonly string[]>> {
  const random = createRandom(seed);
  const lottery = createLottery<Defect>(random, rows, sharesOf(variant));
  const pool = createPool<{ readonly row: number; readonly draft: Draft }>(random);
  for (let row = 1; row <= rows; row++) {
    const defect = lottery.draw((kind) => kind !== 'duplicate' || !pool.isEmpty());
    let draft = soundDraft(random, row);
    const planted: Planted[] = [];
    if (defect === undefined) pool.add({ row, draft });
    else if (defect === 'duplicate') {
      const original = pool.take();
      if (original) {
        draft = original.draft;
        planted.push(
          { row: original.row, kind: defect, rule: 'order_id_unique' },
          { row, kind: defect, rule: 'order_id_unique' },
        );
      }
    } else {
      plant(defect, draft, random);
      planted.push(...rulesOf(defect).map((rule) => ({ row, kind: defect, rule })));
    }
    yield { cells: defect === 'empty_row' ? Array(10).fill('') : cellsOf(draft), planted };
  }
}

/** Mean and sample standard deviation of all readable quantities, in two passes over the same sequence. */
function spreadOfQuantity(options: GenerateOptions): { readonly mean: number; readonly deviation: number } {
  let count = 0;
  let sum = 0;
  for (const { cells } of rowsWithoutOutliers(options)) {
    const quantity = quantityOf(cells);
    if (quantity === undefined) continue;
    count++;
    sum += quantity;
  }
  const mean = sum / count;
  let squares = 0;
  for (const { cells } of rowsWithoutOutliers(options)) {
    const quantity = quantityOf(cells);
    if (quantity !== undefined) squares += (quantity - mean) ** 2;
  }
  return { mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0 };
}

function quantityOf(cells: readonly string[]): number | undefined {
  const text = cells[3] ?? '';
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}
