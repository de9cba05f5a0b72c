import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { newFolder, root, winnow } from '../winnow.ts';
import { groupBy, readCsv, sum } from './plain.ts';
import {
  among,
  by,
  cents,
  date,
  email,
  inWindow,
  type Judged,
  judgeAll,
  orphan,
  type Row,
  required,
  typed,
  unique,
  whole,
} from './plain-rules.ts';

const runDate = '2025-12-31';
const folderOf = (name: string): string => join(root, `resources/pipelines/storefront/${name}.csv`);
let judged: Readonly<Record<string, readonly Judged[]>>;
let clean: (dataset: string) => readonly Row[];
let rows: (query: string) => unknown[];

beforeAll(async () => {
  const folder = newFolder();
  const ended = await winnow(['run', 'storefront', '--workspace', 's.winnow', '--out', 'out'], folder);
  expect(ended.code, ended.stderr).toBe(0);
  const database = new Database(join(folder, 's.winnow'), { readonly: true });
  rows = (query) => database.prepare(query).raw().all();
  judged = judge();
  clean = (dataset) => (judged[dataset] ?? []).filter(({ isClean }) => isClean).map(({ cells }) => cells);
});

const present = <Value>(values: readonly (Value | undefined)[]): readonly Value[] | undefined =>
  values.includes(undefined) ? undefined : (values as readonly Value[]);

/** What each record breaks, told plainly. */
function judge(): Readonly<Record<string, readonly Judged[]>> {
  const read = (name: string): readonly Row[] =>
    readCsv(folderOf(name)).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, text]) => [column, column === 'email' ? text.trim().toLowerCase() : text.trim()]),
      ),
    );
  const [customers, products, orders, items, payments] = ['customers', 'products', 'orders', 'order_items', 'payments'].map(read);
  if (!customers || !products || !orders || !items || !payments) throw new Error('a file is missing');
  const [customersById, productsById, ordersById] = [
    by(customers, 'customer_id'),
    by(products, 'product_id'),
    by(orders, 'order_id'),
  ];
  const [itemsOf, paymentsOf] = [by(items, 'order_id'), by(payments, 'order_id')];

  const off = (a: number | undefined, b: number | undefined): boolean =>
    a !== undefined && b !== undefined && Math.abs(a - b) > 1;
  /** What all records of a key agree on. */
  const agreed = <Value>(table: readonly Row[] | undefined, of: (row: Row) => Value | undefined): Value | undefined => {
    const values = present((table ?? []).map(of));
    return values && new Set(values).size === 1 ? values[0] : undefined;
  };
  const total = (order: Row): number | undefined => cents(order['total_amount']);

  const [customerTwice, emailTwice] = [unique(customers, 'customer_id'), unique(customers, 'email')];
  const [productTwice, orderTwice, itemTwice] = [
    unique(products, 'product_id'),
    unique(orders, 'order_id'),
    unique(items, 'order_item_id'),
  ];
  const [paymentTwice, paidTwice] = [unique(payments, 'payment_id'), unique(payments, 'order_id')];
  return {
    customers: judgeAll(customers, (row) => [
      ...required(row, 'customer_id', 'first_name', 'last_name', 'email', 'signup_date'),
      customerTwice(row),
      emailTwice(row),
      typed(row, 'email', email),
      typed(row, 'signup_date', date),
      inWindow('signup_date', date(row['signup_date']), runDate),
    ]),
    products: judgeAll(products, (row) => {
      const price = cents(row['price']);
      return [
        ...required(row, 'product_id', 'name', 'category', 'price'),
        productTwice(row),
        typed(row, 'price', cents),
        price !== undefined && price < 1 && 'price_min',
        among(row, 'category', ['Electronics', 'Clothing', 'Books', 'Home', 'Sports']),
      ];
    }),
    orders: judgeAll(
      orders,
      (row) => {
        const own = total(row);
        const lines = itemsOf.get(row['order_id'] ?? '') ?? [];
        const amounts = present(lines.map((line) => cents(line['line_total'])));
        const signup = agreed(customersById.get(row['customer_id'] ?? ''), (customer) => date(customer['signup_date']));
        const day = date(row['order_date']);
        return [
          ...required(row, 'order_id', 'customer_id', 'order_date', 'total_amount'),
          orderTwice(row),
          typed(row, 'order_date', date),
          typed(row, 'total_amount', cents),
          own !== undefined && own < 0 && 'total_amount_min',
          inWindow('order_date', day, runDate),
          orphan(row, 'customer_id', customersById),
          amounts !== undefined && off(own, sum(amounts)) && 'orders_total',
          lines.length === 0 && 'orders_has_lines',
          day !== undefined && signup !== undefined && day < signup && 'orders_after_signup',
          !paymentsOf.has(row['order_id'] ?? '') && 'orders_paid',
        ];
      },
      ['orders_paid'],
    ),
    order_items: judgeAll(items, (row) => {
      const [quantity, line] = [whole(row['quantity']), cents(row['line_total'])];
      const price = agreed(productsById.get(row['product_id'] ?? ''), (product) => cents(product['price']));
      return [
        ...required(row, 'order_item_id', 'order_id', 'product_id', 'quantity', 'line_total'),
        itemTwice(row),
        typed(row, 'quantity', whole),
        typed(row, 'line_total', cents),
        quantity !== undefined && quantity < 1 && 'quantity_min',
        line !== undefined && line < 0 && 'line_total_min',
        orphan(row, 'order_id', ordersById),
        orphan(row, 'product_id', productsById),
        quantity !== undefined && price !== undefined && off(line, quantity * price) && 'order_items_line_total',
      ];
    }),
    payments: judgeAll(payments, (row) => {
      const amount = cents(row['amount']);
      const own = ordersById.get(row['order_id'] ?? '');
      const [ordered, paid] = [agreed(own, (order) => date(order['order_date'])), date(row['payment_date'])];
      return [
        ...required(row, 'payment_id', 'order_id', 'payment_method', 'amount', 'payment_date'),
        paymentTwice(row),
        paidTwice(row),
        typed(row, 'amount', cents),
        typed(row, 'payment_date', date),
        amount !== undefined && amount < 0 && 'amount_min',
        among(row, 'payment_method', ['card', 'paypal', 'bank']),
        inWindow('payment_date', paid, runDate),
        orphan(row, 'order_id', ordersById),
        off(amount, agreed(own, total)) && 'payments_amount',
        ordered !== undefined && paid !== undefined && paid < ordered && 'payments_after_order',
      ];
    }),
  };
}

it.each(['customers', 'products', 'orders', 'order_items', 'payments'])(
  'every record of %s breaks the rules that it breaks',
  (dataset) => {
    const found = rows(`select record_id, rule_id from validation_results where dataset = '${dataset}' order by 1, 2`);
    const expected = (judged[dataset] ?? []).flatMap(({ row, broken }) => [...broken].sort().map((rule) => [row, rule]));
    expect(expected.length).toBeGreaterThan(10);
    expect(found).toEqual(expected);
    expect(rows(`select count(*) from clean_${dataset}`)).toEqual([[clean(dataset).length]]);
  },
);

/** Amounts in cents, so that sums are compared exactly. */
const inCents = (column: string): string => `cast(round(${column} * 100) as integer)`;
const totals = (some: readonly Row[], column: string): number => sum(some.map((row) => cents(row[column]) ?? 0));
const sorted = (lines: readonly unknown[]): readonly string[] => lines.map((line) => JSON.stringify(line)).sort();
const groups = (some: readonly Row[], key: (row: Row) => string) => [...groupBy(some, key)].sort(([a], [b]) => (a < b ? -1 : 1));
const rounded = (value: number): number => Math.round(value);

it('revenue by day, week, month and customer is that of the clean orders', () => {
  const orders = clean('orders');
  const periods: readonly (readonly [string, string, (row: Row) => string])[] = [
    ['daily_revenue', 'order_date', (row) => row['order_date'] ?? ''],
    [
      'weekly_revenue',
      'week',
      (row) => {
        const day = new Date(`${row['order_date']}T00:00:00Z`);
        day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
        return day.toISOString().slice(0, 10);
      },
    ],
    ['monthly_revenue', 'month', (row) => row['order_date']?.slice(0, 7) ?? ''],
    ['customer_value', 'customer_id', (row) => row['customer_id'] ?? ''],
  ];
  for (const [table, column, key] of periods) {
    const amount = table === 'customer_value' ? 'total_spent' : 'revenue';
    expect(rows(`select ${column}, orders, ${inCents(amount)} from ${table} order by 1`)).toEqual(
      groups(orders, key).map(([name, own]) => [name, own.length, totals(own, 'total_amount')]),
    );
  }
  expect(rows(`select customer_id, ${inCents('average_order_value')} from customer_value order by 1`)).toEqual(
    groups(orders, (row) => row['customer_id'] ?? '').map(([name, own]) => [
      name,
      rounded(totals(own, 'total_amount') / own.length),
    ]),
  );
});

it('the best customers, products and categories are those with the most revenue', () => {
  const spent = groups(clean('orders'), (row) => row['customer_id'] ?? '')
    .map(([id, own]) => [id, own.length, totals(own, 'total_amount')] as const)
    .sort((a, b) => b[2] - a[2] || (a[0] < b[0] ? -1 : 1));
  expect(rows(`select customer_id, orders, ${inCents('total_spent')} from top_customers order by id`)).toEqual(
    spent.slice(0, 50),
  );
  const threshold = spent.toReversed()[Math.ceil(spent.length * 0.9) - 1]?.[2] ?? 0;
  const power = rows(`select customer_id, orders, ${inCents('total_spent')} from power_users`);
  expect(sorted(power)).toEqual(sorted(spent.filter((one) => one[2] > threshold)));
  const products = new Map(clean('products').map((row) => [row['product_id'], row]));
  const sold = groups(clean('order_items'), (row) => row['product_id'] ?? '')
    .map(([id, own]) => {
      const product = products.get(id);
      const units = sum(own.map((row) => whole(row['quantity']) ?? 0));
      return [id, product?.['name'] ?? null, product?.['category'] ?? 'Unknown', units, totals(own, 'line_total')] as const;
    })
    .sort((a, b) => b[4] - a[4] || (a[0] < b[0] ? -1 : 1));
  expect(rows(`select product_id, name, category, units, ${inCents('revenue')} from top_products order by id`)).toEqual(
    sold.slice(0, 50),
  );
  expect(rows(`select category, ${inCents('revenue')}, units, orders from revenue_by_category order by 1`)).toEqual(
    groups(clean('order_items'), (row) => products.get(row['product_id'] ?? '')?.['category'] ?? 'Unknown').map(([name, own]) => [
      name,
      totals(own, 'line_total'),
      sum(own.map((row) => whole(row['quantity']) ?? 0)),
      new Set(own.map((row) => row['order_id'])).size,
    ]),
  );
});

it('the remaining tables count what they say', () => {
  expect(rows('select * from payment_differences')).toEqual([]);
  expect(rows('select month, customers from signups_by_month order by 1')).toEqual(
    groups(clean('customers'), (row) => row['signup_date']?.slice(0, 7) ?? '').map(([month, own]) => [month, own.length]),
  );
  const band = (limits: readonly number[], value: number): string => {
    const at = limits.findIndex((limit) => value < limit * 100);
    if (at === 0) return `below ${limits[0]}`;
    return at < 0 ? `${limits.at(-1)} and more` : `${limits[at - 1]} to ${limits[at]}`;
  };
  const bands = (dataset: string, column: string, limits: readonly number[]) =>
    sorted([...groupBy(clean(dataset), (row) => band(limits, cents(row[column]) ?? 0))].map(([name, own]) => [name, own.length]));
  expect(sorted(rows('select band, products from price_bands'))).toEqual(bands('products', 'price', [25, 50, 100, 200]));
  expect(sorted(rows('select band, orders from order_value_bands'))).toEqual(
    bands('orders', 'total_amount', [50, 100, 250, 500]),
  );
});
