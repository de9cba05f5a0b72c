import type { GeneratedRow, Planted } from '../data-generator.ts';
import { logNormal } from '../distributions.ts';
import { createLottery } from '../lottery.ts';
import { toMoney } from '../money.ts';
import type { Random } from '../random.ts';

/** Categories with the median of their prices and some things that are sold in them. */
const categories = [
  ['Electronics', 180, ['Headphones', 'Keyboard', 'Monitor', 'Speaker', 'Charger', 'Camera']],
  ['Clothing', 45, ['Jacket', 'T-Shirt', 'Jeans', 'Scarf', 'Sneakers', 'Dress']],
  ['Books', 18, ['Novel', 'Atlas', 'Cookbook', 'Biography', 'Poems', 'Guide']],
  ['Home', 60, ['Lamp', 'Rug', 'Pan', 'Chair', 'Vase', 'Blanket']],
  ['Sports', 70, ['Racket', 'Ball', 'Tent', 'Bottle', 'Helmet', 'Mat']],
] as const;
const adjectives = ['Classic', 'Compact', 'Deluxe', 'Everyday', 'Featherlight', 'Northern', 'Original', 'Urban'] as const;

type Defect = 'negative_price' | 'missing_price' | 'unknown_category' | 'missing_name';

const shares: readonly (readonly [Defect, number])[] = [
  ['negative_price', 0.01],
  ['missing_price', 0.01],
  ['unknown_category', 0.015],
  ['missing_name', 0.01],
];

const rules: Readonly<Record<Defect, string>> = {
  negative_price: 'price_min',
  missing_price: 'price_required',
  unknown_category: 'category_values',
  missing_name: 'name_required',
};

/** A product as order lines see it. */
export interface Product {
  readonly id: string;
  /** What it really costs, in cents. */
  readonly price: number;
  /** What the file says it costs, which may be no amount. */
  readonly priceText: string;
}

/** Products with prices that are log-normal around the median of their category. */
export function* productRows(
  random: Random,
  count: number,
  isClean: boolean,
  add: (product: Product) => void,
): Generator<GeneratedRow> {
  const lottery = createLottery(random, count, isClean ? [] : shares);
  for (let row = 1; row <= count; row++) {
    const defect = lottery.draw();
    const planted: Planted[] = defect ? [{ row, kind: defect, rule: rules[defect] }] : [];
    const [category, median, things] = random.pick(categories);
    const id = `PROD-${String(row).padStart(5, '0')}`;
    const price = Math.max(99, Math.round(logNormal(random, median, 0.5) * 100));
    const priceText = defect === 'missing_price' ? '' : toMoney(defect === 'negative_price' ? -price : price);
    add({ id, price, priceText });
    yield {
      dataset: 'products',
      cells: [
        id,
        defect === 'missing_name' ? '' : `${random.pick(adjectives)} ${random.pick(things)} ${row}`,
        defect === 'unknown_category' ? random.pick(['Toys', 'Elektronics', 'misc']) : category,
        priceText,
      ],
      planted,
    };
  }
}
