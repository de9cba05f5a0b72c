import type { DataGenerator, Planted } from './data-generator.ts';
import { addDays, toSlashed } from './day.ts';
import { createLottery } from './lottery.ts';
import { createPool } from './pool.ts';
import { createRandom, type Random } from './random.ts';

type Defect =
  | 'missing_date'
  | 'duplicate_order_id'
  | 'negative_revenue'
  | 'malformed_date'
  | 'negative_quantity'
  | 'missing_region'
  | 'untidy_region';

const rules: Readonly<Record<Defect, string | null>> = {
  missing_date: 'order_date_required',
  duplicate_order_id: 'order_id_unique',
  negative_revenue: 'revenue_min',
  malformed_date: 'order_date_type',
  negative_quantity: 'quantity_min',
  missing_region: 'region_required',
  untidy_region: null,
};

const dirty: readonly (readonly [Defect, number])[] = [
  ['missing_date', 0.05],
  ['duplicate_order_id', 0.02],
  ['negative_revenue', 0.015],
  ['malformed_date', 0.03],
  ['negative_quantity', 0.01],
  ['missing_region', 0.02],
  ['untidy_region', 0.01],
];

const regions = [
  ['North', 24],
  ['South', 22],
  ['East', 18],
  ['West', 21],
  ['Central', 15],
] as const;

/** Sixteen items: the product line each belongs to and its price in paise. */
const items = [
  ['Sauces', 9_900],
  ['Sauces', 14_500],
  ['Sauces', 22_050],
  ['Ready-to-Eat', 12_000],
  ['Ready-to-Eat', 18_900],
  ['Ready-to-Eat', 25_075],
  ['Ready-to-Eat', 31_000],
  ['Dairy', 3_200],
  ['Dairy', 6_450],
  ['Dairy', 11_000],
  ['Snacks', 2_000],
  ['Snacks', 4_999],
  ['Snacks', 9_050],
  ['Beverages', 2_500],
  ['Beverages', 6_000],
  ['Beverages', 13_575],
] as const;

const malformedDates = ['31/02/2024', '2024-13-05', '2023-02-30', 'yesterday', '2024/05/17', '17.05.2024', '00/00/0000'] as const;

/** Sales records with the defects that the reference describes, each in exactly its share of the rows. */
export const sales: DataGenerator = {
  pipeline: 'sales',
  datasets: [
    { name: 'sales', extension: 'csv', columns: ['order_id', 'order_date', 'region', 'product', 'quantity', 'revenue'] },
  ],
  variants: {
    dirty:
      '5 % missing dates, 2 % duplicates, 1.5 % negative revenue, 3 % malformed dates, 1 % negative quantities, 2 % missing regions, 1 % untidy regions',
    clean: 'no defects',
  },
  defaultRows: 4000,
  rows: function* ({ rows, seed, variant }) {
    const random = createRandom(seed);
    const lottery = createLottery(random, rows, variant === 'clean' ? [] : dirty);
    const pool = createPool<{ readonly row: number; readonly id: string }>(random);
    for (let row = 1; row <= rows; row++) {
      const defect = lottery.draw((kind) => kind !== 'duplicate_order_id' || !pool.isEmpty());
      const sound = soundRow(random, row);
      const planted: Planted[] = defect ? [{ row, kind: defect, rule: rules[defect] }] : [];
      if (defect === undefined) pool.add({ row, id: sound.orderId });
      if (defect === 'duplicate_order_id') {
        const original = pool.take();
        if (original) {
          sound.orderId = original.id;
          planted.push({ row: original.row, kind: defect, rule: rules[defect] });
        }
      }
      yield { cells: cellsOf(sound, defect, random), planted };
    }
  },
};

function soundRow(random: Random, row: number) {
  const [product, price] = random.pick(items);
  return {
    orderId: `ORD-${String(row).padStart(8, '0')}`,
    date: addDays('2023-01-01', random.integer(0, 730)),
    region: random.weighted(regions) as string,
    product,
    quantity: random.integer(1, 60),
    price,
  };
}

function cellsOf(sound: ReturnType<typeof soundRow>, defect: Defect | undefined, random: Random): readonly string[] {
  const paise = sound.quantity * sound.price;
  const money = `${Math.floor(paise / 100)}.${String(paise % 100).padStart(2, '0')}`;
  const date = random.next() < 0.1 ? toSlashed(sound.date) : sound.date;
  return [
    sound.orderId,
    defect === 'missing_date' ? random.pick(['', '', 'NULL']) : defect === 'malformed_date' ? random.pick(malformedDates) : date,
    defect === 'missing_region' ? '' : defect === 'untidy_region' ? untidy(sound.region, random) : sound.region,
    sound.product,
    defect === 'negative_quantity' ? `-${sound.quantity}` : String(sound.quantity),
    defect === 'negative_revenue' ? `-${money}` : money,
  ];
}

function untidy(region: string, random: Random): string {
  return random.pick([region.toUpperCase(), region.toLowerCase(), ` ${region}`, `${region} `]);
}
