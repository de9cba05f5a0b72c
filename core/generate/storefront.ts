import type { DataGenerator, GeneratedRow, Planted } from './data-generator.ts';
import { addDays } from './day.ts';
import { poisson } from './distributions.ts';
import { createLottery, type Lottery } from './lottery.ts';
import { createRandom, type Random } from './random.ts';
import { lineBreaks, orderBreaks, paymentBreaks } from './storefront/consequences.ts';
import { type Customer, customerRows } from './storefront/customers.ts';
import { type OrderDefect, orderDefects } from './storefront/order-defects.ts';
import { type OrderDraft, soundOrder } from './storefront/order-draft.ts';
import { type Product, productRows } from './storefront/products.ts';

/** The first orders come half a year after the first customers. */
const firstSignup = '2023-07-01';
const firstOrder = '2024-01-01';
const days = 728;

/** An online shop: customers, products, orders with their lines, and payments, related without a gap but for what is planted. */
export const storefront: DataGenerator = {
  pipeline: 'storefront',
  datasets: [
    { name: 'customers', extension: 'csv', columns: ['customer_id', 'first_name', 'last_name', 'email', 'signup_date'] },
    { name: 'products', extension: 'csv', columns: ['product_id', 'name', 'category', 'price'] },
    { name: 'orders', extension: 'csv', columns: ['order_id', 'customer_id', 'order_date', 'total_amount'] },
    { name: 'order_items', extension: 'csv', columns: ['order_item_id', 'order_id', 'product_id', 'quantity', 'line_total'] },
    { name: 'payments', extension: 'csv', columns: ['payment_id', 'order_id', 'payment_method', 'amount', 'payment_date'] },
  ],
  variants: {
    dirty: 'defects within single rows and across datasets in one order of eight, and what follows from them',
    clean: 'no defects',
  },
  defaultRows: 4000,
  rows: function* ({ rows, seed, variant }) {
    const random = createRandom(seed);
    const isClean = variant === 'clean';
    const customers: Customer[] = [];
    const products: Product[] = [];
    const signups = { start: firstSignup, days: days + 180, isClean };
    yield* customerRows(random, Math.max(1, Math.round(rows / 2)), signups, (customer) => customers.push(customer));
    yield* productRows(random, Math.max(1, Math.round(rows * 0.15)), isClean, (product) => products.push(product));
    yield* orderRows(random, rows, { customers, products, isClean });
  },
};

function* orderRows(
  random: Random,
  count: number,
  {
    customers,
    products,
    isClean,
  }: { readonly customers: readonly Customer[]; readonly products: readonly Product[]; readonly isClean: boolean },
): Generator<GeneratedRow> {
  const shares = Object.entries(orderDefects).map(([kind, { share }]) => [kind as OrderDefect, share] as const);
  const lottery: Lottery<OrderDefect> = createLottery(random, count, isClean ? [] : shares);
  const write = createOrderWriter();
  let known = 1;
  let made = 0;
  for (let day = 0; day < days; day++) {
    const date = addDays(firstOrder, day);
    const isLast = day === days - 1;
    while (known < customers.length && (customers[known]?.since ?? '') <= date) known++;
    const orders = isLast ? count - made : Math.min(count - made, poisson(random, (count - made) / (days - day)));
    for (let number = 0; number < orders; number++) {
      made++;
      const customer = customers[random.integer(0, known - 1)] as Customer;
      const order = soundOrder(random, { id: `ORD-${String(made).padStart(7, '0')}`, day: date, customer, products });
      yield* write(order, lottery.draw(), random);
    }
  }
}

/** Plants a defect in orders and gives their rows, each with all that is wrong with it. */
function createOrderWriter(): (order: OrderDraft, defect: OrderDefect | undefined, random: Random) => Generator<GeneratedRow> {
  const rows = { orders: 0, order_items: 0, payments: 0 };
  return function* (order, defect, random) {
    const planted = defect && orderDefects[defect];
    const places = planted?.plant(order, random);
    const found = (dataset: keyof typeof rows, place: number, breaks: readonly string[]): readonly Planted[] => {
      const isOwn = planted?.dataset === dataset && (places?.includes(place) ?? true);
      const all = [...(isOwn && planted.rule !== null ? [planted.rule] : []), ...breaks];
      return all.map((rule) => ({ row: rows[dataset], kind: defect ?? 'follows', rule }));
    };
    for (let copy = 0; copy < order.copies; copy++) {
      rows.orders++;
      yield {
        dataset: 'orders',
        cells: [order.id, order.customerId, order.date, order.total],
        planted: found('orders', copy, orderBreaks(order)),
      };
    }
    for (const [place, line] of order.lines.entries()) {
      rows.order_items++;
      yield {
        dataset: 'order_items',
        cells: [`ITEM-${String(rows.order_items).padStart(8, '0')}`, line.orderId, line.productId, line.quantity, line.total],
        planted: found('order_items', place, lineBreaks(line)),
      };
    }
    for (const [place, payment] of order.payments.entries()) {
      rows.payments++;
      yield {
        dataset: 'payments',
        cells: [`PAY-${String(rows.payments).padStart(8, '0')}`, payment.orderId, payment.method, payment.amount, payment.date],
        planted: found('payments', place, paymentBreaks(payment, order)),
      };
    }
  };
}
