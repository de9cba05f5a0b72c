import { addDays } from '../day.ts';
import type { Random } from '../random.ts';

/** A transaction before it becomes text; what is a text already was planted. */
export interface Draft {
  orderId: string;
  product: string;
  category: string;
  quantity: number | string;
  /** In hundredths. */
  price: number | string;
  /** In hundredths: 15 is 0.15. */
  discount: number | string;
  region: string;
  date: string;
  email: string;
  /** What the revenue is multiplied with; 1 for a sound row. */
  revenueFactor: number;
}

const products = [
  ['Wireless Mouse', 'Electronics', 2_499],
  ['USB-C Charger', 'Electronics', 3_950],
  ['Noise Cancelling Headphones', 'Electronics', 18_900],
  ['Smart Watch', 'Electronics', 22_900],
  ['Bluetooth Speaker', 'Electronics', 7_499],
  ['Cotton T-Shirt', 'Fashion', 1_999],
  ['Denim Jacket', 'Fashion', 8_950],
  ['Running Shoes', 'Fashion', 11_999],
  ['Leather Belt', 'Fashion', 3_499],
  ['Wool Scarf', 'Fashion', 2_750],
  ['Garden Hose', 'Home & Garden', 4_299],
  ['Ceramic Planter', 'Home & Garden', 2_899],
  ['LED Desk Lamp', 'Home & Garden', 5_450],
  ['Cast Iron Pan', 'Home & Garden', 6_999],
  ['Gift Card', 'Unknown', 5_000],
] as const;

const regions = [
  ['North', 18],
  ['South', 16],
  ['East', 15],
  ['West', 17],
  ['Northeast', 9],
  ['Northwest', 8],
  ['Southeast', 8],
  ['Southwest', 7],
  ['Unknown', 2],
] as const;

/** More is sold towards the end of the year: weights of the months. */
const months = [8, 7, 8, 8, 8, 8, 8, 8, 8, 9, 12, 14].map((weight, month) => [month, weight] as const);
const givenNames = [
  'asha',
  'ben',
  'carla',
  'deepak',
  'elif',
  'farah',
  'george',
  'hana',
  'ivan',
  'julia',
  'kofi',
  'lena',
] as const;
const hosts = ['example.com', 'example.org', 'mail.example.net'] as const;

/** A row that breaks no rule. */
export function soundDraft(random: Random, row: number): Draft {
  const [product, category, price] = random.pick(products);
  const year = random.pick([2023, 2024]);
  const month = random.weighted(months);
  return {
    orderId: `TXN${String(row).padStart(9, '0')}`,
    product,
    category,
    quantity: random.integer(1, 12),
    price: Math.max(1, Math.round(price * (0.9 + random.next() * 0.2))),
    discount: random.pick([0, 0, 0, 5, 10, 15, 20]),
    region: random.weighted(regions),
    date: addDays(`${year}-${String(month + 1).padStart(2, '0')}-01`, random.integer(0, 27)),
    email: random.next() < 0.08 ? '' : `${random.pick(givenNames)}.${random.integer(1, 9999)}@${random.pick(hosts)}`,
    revenueFactor: 1,
  };
}

/** The cells of a row; the revenue follows from quantity, price and discount wherever these are numbers. */
export function cellsOf(draft: Draft): readonly string[] {
  const { quantity, price, discount } = draft;
  const numbers = typeof quantity === 'number' && typeof price === 'number' && typeof discount === 'number';
  const tenThousandths = numbers ? quantity * price * (100 - discount) * draft.revenueFactor : 0;
  return [
    draft.orderId,
    draft.product,
    draft.category,
    String(quantity),
    typeof price === 'number' ? hundredths(price) : price,
    typeof discount === 'number' ? hundredths(discount) : discount,
    draft.region,
    draft.date,
    draft.email,
    numbers ? hundredths(Math.round(tenThousandths / 100)) : '10.00',
  ];
}

function hundredths(value: number): string {
  const digits = String(Math.abs(value)).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
