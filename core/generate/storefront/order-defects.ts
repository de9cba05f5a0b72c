import { addDays } from '../day.ts';
import { toCents, toMoney } from '../money.ts';
import type { Random } from '../random.ts';
import type { LineDraft, OrderDraft, PaymentDraft } from './order-draft.ts';

/** What is planted: the share of orders that get it, the dataset whose rows break a rule for it, and how. */
interface Defect {
  readonly share: number;
  readonly dataset: 'orders' | 'order_items' | 'payments';
  /** The rule about single columns that must find it, or about duplicates; what follows across datasets is worked out. */
  readonly rule: string | null;
  /** Spoils an order; returns the rows of the dataset that break the rule, by their place, or nothing where it is all of them. */
  readonly plant: (order: OrderDraft, random: Random) => readonly number[] | undefined;
}

const line = (order: OrderDraft): LineDraft => order.lines[0] as LineDraft;
const payment = (order: OrderDraft): PaymentDraft => order.payments[0] as PaymentDraft;
const nobody = (random: Random, prefix: string): string => `${prefix}-9${random.integer(10_000_000, 99_999_999)}`;
const changed = (text: string, random: Random): string => toMoney((toCents(text) ?? 0) + random.integer(100, 5000));

/** Every kind of defect of an order, its lines and its payments. */
export const orderDefects = {
  missing_customer: {
    share: 0.005,
    dataset: 'orders',
    rule: 'customer_id_required',
    plant: (order) => void Object.assign(order, { customerId: '', customer: undefined }),
  },
  orphan_customer: {
    share: 0.01,
    dataset: 'orders',
    rule: 'customer_id_reference',
    plant: (order, random) => void Object.assign(order, { customerId: nobody(random, 'CUST'), customer: undefined }),
  },
  malformed_date: {
    share: 0.01,
    dataset: 'orders',
    rule: 'order_date_type',
    plant: (order, random) => void (order.date = random.pick(['2025-13-01', '2025-02-29', 'tomorrow', '05.06.2025'])),
  },
  future_date: {
    share: 0.005,
    dataset: 'orders',
    rule: 'order_date_window',
    plant: (order) => void (order.date = '2199-06-30'),
  },
  before_signup: {
    share: 0.01,
    dataset: 'orders',
    rule: null,
    plant: (order, random) => void (order.date = addDays(order.customer?.since ?? order.date, -random.integer(1, 200))),
  },
  wrong_total: {
    share: 0.015,
    dataset: 'orders',
    rule: null,
    plant: (order, random) => {
      order.total = changed(order.total, random);
      payment(order).amount = order.total;
      return [];
    },
  },
  negative_total: {
    share: 0.0025,
    dataset: 'orders',
    rule: 'total_amount_min',
    plant: (order) => void (order.total = `-${order.total}`),
  },
  duplicate_order: { share: 0.005, dataset: 'orders', rule: 'order_id_unique', plant: (order) => void (order.copies = 2) },
  no_lines: { share: 0.005, dataset: 'orders', rule: null, plant: (order) => void (order.lines = []) },
  unpaid: { share: 0.02, dataset: 'orders', rule: null, plant: (order) => void (order.payments = []) },
  orphan_product: {
    share: 0.005,
    dataset: 'order_items',
    rule: 'product_id_reference',
    plant: (order, random) => {
      Object.assign(line(order), { productId: nobody(random, 'PROD'), product: undefined });
      return [0];
    },
  },
  zero_quantity: {
    share: 0.005,
    dataset: 'order_items',
    rule: 'quantity_min',
    plant: (order) => {
      line(order).quantity = '0';
      return [0];
    },
  },
  unreadable_quantity: {
    share: 0.0025,
    dataset: 'order_items',
    rule: 'quantity_type',
    plant: (order) => {
      line(order).quantity = 'two';
      return [0];
    },
  },
  wrong_line_total: {
    share: 0.005,
    dataset: 'order_items',
    rule: null,
    plant: (order, random) => void (line(order).total = changed(line(order).total, random)),
  },
  negative_line_total: {
    share: 0.0025,
    dataset: 'order_items',
    rule: 'line_total_min',
    plant: (order) => {
      line(order).total = `-${line(order).total}`;
      return [0];
    },
  },
  unreadable_line_total: {
    share: 0.0025,
    dataset: 'order_items',
    rule: 'line_total_type',
    plant: (order) => {
      line(order).total = 'see invoice';
      return [0];
    },
  },
  orphan_line: {
    share: 0.0025,
    dataset: 'order_items',
    rule: 'order_id_reference',
    plant: (order, random) => {
      order.lines.push({ ...line(order), orderId: nobody(random, 'ORD') });
      return [order.lines.length - 1];
    },
  },
  wrong_amount: {
    share: 0.01,
    dataset: 'payments',
    rule: null,
    plant: (order, random) => void (payment(order).amount = changed(payment(order).amount, random)),
  },
  unknown_method: {
    share: 0.005,
    dataset: 'payments',
    rule: 'payment_method_values',
    plant: (order, random) => void (payment(order).method = random.pick(['cash', 'voucher', 'crad'])),
  },
  paid_before: {
    share: 0.005,
    dataset: 'payments',
    rule: null,
    plant: (order, random) => void (payment(order).date = addDays(order.date, -random.integer(1, 30))),
  },
  paid_twice: {
    share: 0.005,
    dataset: 'payments',
    rule: 'order_id_unique',
    plant: (order) => void order.payments.push({ ...payment(order) }),
  },
  orphan_payment: {
    share: 0.0025,
    dataset: 'payments',
    rule: 'order_id_reference',
    plant: (order, random) => {
      order.payments.push({ ...payment(order), orderId: nobody(random, 'ORD') });
      return [order.payments.length - 1];
    },
  },
} as const satisfies Readonly<Record<string, Defect>>;

export type OrderDefect = keyof typeof orderDefects;
