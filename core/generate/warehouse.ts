import type { DataGenerator, GeneratedRow, Planted } from './data-generator.ts';
import { createLottery } from './lottery.ts';
import { createPool } from './pool.ts';
import { createRandom } from './random.ts';
import { defectsOf } from './warehouse/defects.ts';
import { soundRows, type World } from './warehouse/rows.ts';

/** How many records each dataset has for one order. */
const perOrder = { users: 0.5, products: 0.1, orders: 1, order_items: 2.175, events: 4, reviews: 0.75 } as const;

const columns = {
  users: ['user_id', 'user_name', 'email', 'signup_date'],
  products: ['product_id', 'product_name', 'category', 'subcategory', 'price'],
  orders: ['order_id', 'user_id', 'product_id', 'order_date', 'order_amount', 'order_status'],
  order_items: ['order_item_id', 'order_id', 'product_id', 'quantity', 'item_price', 'discount_applied'],
  events: ['event_id', 'user_id', 'event_type', 'event_timestamp', 'event_value'],
  reviews: ['review_id', 'product_id', 'review_date', 'rating', 'review_text', 'review_helpfulness', 'reviewer_id'],
} as const;

/** Share of the rows that repeat another one under its id. */
const duplicates = 0.005;

/** The six files of a shop that a star schema is built from. */
export const warehouse: DataGenerator = {
  pipeline: 'warehouse',
  datasets: Object.entries(columns).map(([name, own]) => ({ name, extension: 'csv', columns: own })),
  variants: { dirty: 'about one row of thirty is defective, in every dataset', clean: 'no defects' },
  defaultRows: 20_000,
  rows: function* ({ rows, seed, variant }) {
    const sizes = Object.fromEntries(
      Object.entries(perOrder).map(([name, share]) => [name, Math.max(1, Math.round(rows * share))]),
    );
    const world: World = { random: createRandom(seed), sizes, known: {}, firstDay: '2024-01-01', days: 730 };
    for (const name of Object.keys(columns)) yield* rowsOf(world, name, variant === 'clean');
  },
};

/** The rows of one dataset: a duplicate is a whole copy of a sound row before it. */
function* rowsOf(world: World, dataset: string, isClean: boolean): Generator<GeneratedRow> {
  const { random, sizes } = world;
  const count = sizes[dataset] ?? 0;
  const names = columns[dataset as keyof typeof columns];
  const [key] = names;
  const defects = defectsOf[dataset] ?? {};
  const shares = Object.entries(defects).map(([kind, { share }]) => [kind, share] as const);
  const lottery = createLottery<string>(random, count, isClean ? [] : [...shares, ['duplicate', duplicates]]);
  const pool = createPool<{ readonly row: number; readonly cells: readonly string[] }>(random);
  const sound = soundRows[dataset];
  for (let row = 1; row <= count && sound; row++) {
    const defect = lottery.draw((kind) => kind !== 'duplicate' || !pool.isEmpty());
    const planted: Planted[] = [];
    let cells: readonly string[] | undefined;
    if (defect === 'duplicate') {
      const original = pool.take();
      cells = original?.cells;
      const rule = `${key}_unique`;
      if (original) planted.push({ row: original.row, kind: defect, rule }, { row, kind: defect, rule });
    } else {
      // Ids go on without a gap, so that others may refer to each of them.
      const number = (world.known[dataset] ?? 0) + 1;
      world.known[dataset] = number;
      const drawn = sound(world, number);
      if (defect !== undefined) {
        defects[defect]?.plant(drawn, random);
        planted.push({ row, kind: defect, rule: defects[defect]?.rule ?? null });
      }
      cells = names.map((name) => drawn[name] ?? '');
    }
    if (!cells) continue;
    if (defect === undefined) pool.add({ row, cells });
    yield { dataset, cells, planted };
  }
}
