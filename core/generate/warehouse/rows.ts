import { addDays } from '../day.ts';
import { logNormal } from '../distributions.ts';
import { toMoney } from '../money.ts';
import type { Random } from '../random.ts';

/** What the file says of one row, by column. */
export type Cells = Record<string, string>;

/** What the rows of a dataset are drawn from. */
export interface World {
  readonly random: Random;
  /** How many rows each dataset gets. */
  readonly sizes: Readonly<Record<string, number>>;
  /** How many different ids each dataset has so far, from 1 on. */
  readonly known: Record<string, number>;
  readonly firstDay: string;
  readonly days: number;
}

const firstNames = 'Aaron Bella Carlos Dana Emil Fiona Georg Hana Ivan Julia Karim Lena Marco Nina Oskar Paula'.split(' ');
const lastNames = 'Adams Brandt Castro Dietrich Evans Fabre Gomez Hansen Ito Jung Kowalski Lopez Meyer Nilsson'.split(' ');
const categories = [
  ['Electronics', ['Phones', 'Laptops', 'Audio']],
  ['Fashion', ['Shoes', 'Jackets', 'Bags']],
  ['Home', ['Kitchen', 'Garden', 'Lighting']],
  ['Sports', ['Running', 'Cycling', 'Climbing']],
  ['Books', ['Fiction', 'Travel', 'Cooking']],
] as const;
const reviews = [
  'Works as it should',
  'Would buy again',
  'Smaller than expected',
  'Arrived late, but fine',
  'Broke after a week',
] as const;

/** The id of the record with a number, as other datasets refer to it. */
export function idOf(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(6, '0')}`;
}

/** Makes a sound row of a dataset, given its number from 1. */
export const soundRows: Readonly<Record<string, (world: World, number: number) => Cells>> = {
  users: ({ random, firstDay, days }, number) => {
    const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
    return {
      user_id: idOf('U', number),
      user_name: `${first} ${last}`,
      email: `${first}.${last}.${number}@example.org`.toLowerCase(),
      signup_date: dayOf(random, firstDay, days),
    };
  },
  products: ({ random }, number) => {
    const [category, subcategories] = random.pick(categories);
    return {
      product_id: idOf('P', number),
      product_name: `${random.pick(['Basic', 'Comfort', 'Nordic', 'Prime'])} Item ${number}`,
      category,
      subcategory: random.pick(subcategories),
      price: toMoney(Math.round(logNormal(random, 60, 0.8) * 100)),
    };
  },
  orders: ({ random, known, firstDay, days }, number) => ({
    order_id: idOf('O', number),
    user_id: idOf('U', random.integer(1, known['users'] ?? 1)),
    product_id: idOf('P', random.integer(1, known['products'] ?? 1)),
    order_date: dayOf(random, firstDay, days),
    order_amount: toMoney(Math.round(logNormal(random, 90, 0.7) * 100)),
    order_status: random.weighted([
      ['completed', 60],
      ['shipped', 18],
      ['pending', 12],
      ['cancelled', 6],
      ['returned', 4],
    ]) as string,
  }),
  order_items: ({ random, sizes, known }, number) => ({
    order_item_id: idOf('I', number),
    // Each order gets its share of the lines: two or three where there are 2.175 lines for an order.
    order_id: idOf('O', Math.max(1, Math.ceil((number * (known['orders'] ?? 1)) / (sizes['order_items'] ?? 1)))),
    product_id: idOf('P', random.integer(1, known['products'] ?? 1)),
    quantity: String(
      random.weighted([
        [1, 70],
        [2, 20],
        [3, 7],
        [5, 3],
      ]) as number,
    ),
    item_price: toMoney(Math.round(logNormal(random, 60, 0.8) * 100)),
    discount_applied: random.weighted([
      ['', 40],
      ['0', 30],
      ['0.1', 20],
      ['0.25', 10],
    ]) as string,
  }),
  events: ({ random, known, firstDay, days }, number) => {
    const type = random.weighted([
      ['view', 70],
      ['cart', 20],
      ['purchase', 10],
    ]) as string;
    return {
      event_id: idOf('E', number),
      user_id: idOf('U', random.integer(1, known['users'] ?? 1)),
      event_type: type,
      event_timestamp: `${dayOf(random, firstDay, days)} ${time(random)}`,
      event_value: type === 'view' ? '' : toMoney(Math.round(logNormal(random, 60, 0.8) * 100)),
    };
  },
  reviews: ({ random, known, firstDay, days }, number) => ({
    review_id: idOf('R', number),
    product_id: idOf('P', random.integer(1, known['products'] ?? 1)),
    review_date: dayOf(random, firstDay, days),
    rating: String(
      random.weighted([
        [5, 40],
        [4, 30],
        [3, 15],
        [2, 8],
        [1, 7],
      ]) as number,
    ),
    review_text: random.pick(reviews),
    review_helpfulness: String(random.integer(0, 40)),
    reviewer_id: idOf('U', random.integer(1, known['users'] ?? 1)),
  }),
};

function dayOf(random: Random, firstDay: string, days: number): string {
  return addDays(firstDay, random.integer(0, days - 1));
}

function time(random: Random): string {
  return [random.integer(0, 23), random.integer(0, 59), random.integer(0, 59)]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
