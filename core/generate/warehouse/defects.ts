import type { Random } from '../random.ts';
import { type Cells, idOf } from './rows.ts';

/** A kind of defect of single rows: its share of the rows of its dataset, the rule that finds it, and how it is planted. */
export interface Defect {
  readonly share: number;
  readonly rule: string | null;
  readonly plant: (row: Cells, random: Random) => void;
}

const set =
  (column: string, ...texts: readonly string[]) =>
  (row: Cells, random: Random): void => {
    row[column] = random.pick(texts);
  };
const missing = (column: string): Defect => ({ share: 0.005, rule: `${column}_required`, plant: set(column, '', '', 'NULL') });
const future = (column: string): Defect => ({ share: 0.004, rule: `${column}_window`, plant: set(column, '2199-05-01') });
const malformed = (column: string): Defect => ({
  share: 0.005,
  rule: `${column}_type`,
  plant: set(column, '2024-02-30', '31/12/2023', 'soon'),
});
const orphan = (column: string, prefix: string): Defect => ({
  share: 0.006,
  rule: `${column}_reference`,
  plant: (row, random) => {
    row[column] = idOf(prefix, random.integer(900_000, 999_999));
  },
});
const negative = (column: string): Defect => ({
  share: 0.005,
  rule: `${column}_min`,
  plant: (row) => {
    row[column] = `-${row[column] || '1.00'}`;
  },
});
const untidy = (column: string): Defect => ({
  share: 0.01,
  rule: null,
  plant: (row) => {
    row[column] = ` ${row[column]} `;
  },
});

/** What may be wrong with the rows of each dataset; duplicates of the key come on top. */
export const defectsOf: Readonly<Record<string, Readonly<Record<string, Defect>>>> = {
  users: {
    missing_name: missing('user_name'),
    malformed_email: { share: 0.006, rule: 'email_type', plant: set('email', 'nobody', 'a@b', 'x y@example.org') },
    malformed_signup_date: malformed('signup_date'),
    future_signup_date: future('signup_date'),
    untidy_name: untidy('user_name'),
  },
  products: {
    missing_category: missing('category'),
    negative_price: negative('price'),
    unreadable_price: { share: 0.005, rule: 'price_type', plant: set('price', 'ask', '12,50') },
    untidy_category: untidy('category'),
  },
  orders: {
    missing_user: missing('user_id'),
    orphan_user: orphan('user_id', 'U'),
    orphan_product: orphan('product_id', 'P'),
    malformed_order_date: malformed('order_date'),
    future_order_date: future('order_date'),
    negative_order_amount: negative('order_amount'),
    unknown_order_status: { share: 0.005, rule: 'order_status_values', plant: set('order_status', 'lost', 'done') },
  },
  order_items: {
    orphan_order: orphan('order_id', 'O'),
    orphan_product: orphan('product_id', 'P'),
    zero_quantity: { share: 0.004, rule: 'quantity_min', plant: set('quantity', '0', '-2') },
    unreadable_quantity: { share: 0.003, rule: 'quantity_type', plant: set('quantity', 'two', '1.5') },
    negative_item_price: negative('item_price'),
    discount_above_one: { share: 0.004, rule: 'discount_applied_max', plant: set('discount_applied', '1.5', '25') },
  },
  events: {
    orphan_user: orphan('user_id', 'U'),
    unknown_event_type: { share: 0.004, rule: 'event_type_values', plant: set('event_type', 'click', 'scroll') },
    malformed_event_timestamp: malformed('event_timestamp'),
    future_event_timestamp: {
      share: 0.003,
      rule: 'event_timestamp_window',
      plant: set('event_timestamp', '2199-05-01 10:00:00'),
    },
    negative_event_value: negative('event_value'),
  },
  reviews: {
    orphan_product: orphan('product_id', 'P'),
    rating_too_low: { share: 0.004, rule: 'rating_min', plant: set('rating', '0', '-1') },
    rating_too_high: { share: 0.004, rule: 'rating_max', plant: set('rating', '6', '10') },
    missing_review_text: missing('review_text'),
    future_review_date: future('review_date'),
  },
};
