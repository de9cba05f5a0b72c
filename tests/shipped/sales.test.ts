import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { newFolder, root, winnow } from '../winnow.ts';
import { dayOf, groupBy, isEmpty, readCsv, scaled, sum } from './plain.ts';

const regions = ['North', 'South', 'East', 'West', 'Central'];
const products = ['Sauces', 'Ready-to-Eat', 'Dairy', 'Snacks', 'Beverages'];
const runDate = '2024-12-31';

interface Sale {
  readonly row: number;
  readonly orderId: string;
  readonly day: string | undefined;
  readonly region: string;
  readonly product: string;
  readonly quantity: number | undefined;
  readonly cents: number | undefined;
  readonly broken: readonly string[];
}

let sales: readonly Sale[];
let clean: readonly Sale[];
let rows: (query: string) => unknown[];

beforeAll(async () => {
  const folder = newFolder();
  const ended = await winnow(['run', 'sales', '--workspace', 's.winnow', '--out', 'out'], folder);
  expect(ended.code, ended.stderr).toBe(0);
  const database = new Database(join(folder, 's.winnow'), { readonly: true });
  rows = (query) => database.prepare(query).raw().all();
  sales = judged(readCsv(join(root, 'resources/pipelines/sales/sales.csv')));
  clean = sales.filter(({ broken }) => broken.length === 0);
});

function judged(raw: readonly Readonly<Record<string, string>>[]): readonly Sale[] {
  const text = (row: Readonly<Record<string, string>>, name: string): string => (row[name] ?? '').trim();
  const ids = groupBy(
    raw.map((row) => text(row, 'order_id')),
    (id) => id,
  );
  return raw.map((row, index) => {
    const orderId = text(row, 'order_id');
    const date = text(row, 'order_date');
    const [iso, local] = [/^(\d{4})-(\d\d)-(\d\d)$/.exec(date), /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(date)];
    const day = iso
      ? dayOf(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '')
      : local
        ? dayOf(local[3] ?? '', local[2] ?? '', local[1] ?? '')
        : undefined;
    const spoken = { nort: 'North', ...Object.fromEntries(regions.map((region) => [region.toLowerCase(), region])) }[
      text(row, 'region').toLowerCase()
    ];
    const region = spoken ?? text(row, 'region');
    const product = text(row, 'product');
    const quantity = scaled(text(row, 'quantity'), 0);
    const cents = scaled(text(row, 'revenue'), 2);
    const broken = [
      isEmpty(orderId) && 'order_id_required',
      !isEmpty(orderId) && (ids.get(orderId)?.length ?? 0) > 1 && 'order_id_unique',
      isEmpty(date) && 'order_date_required',
      !isEmpty(date) && day === undefined && 'order_date_type',
      day !== undefined && (day < '2000-01-01' || day > runDate) && 'order_date_not_in_future',
      isEmpty(region) && 'region_required',
      !isEmpty(region) && !regions.includes(region) && 'region_values',
      isEmpty(product) && 'product_required',
      !isEmpty(product) && !products.includes(product) && 'product_values',
      isEmpty(text(row, 'quantity')) && 'quantity_required',
      !isEmpty(text(row, 'quantity')) && quantity === undefined && 'quantity_type',
      quantity !== undefined && quantity < 1 && 'quantity_min',
      isEmpty(text(row, 'revenue')) && 'revenue_required',
      !isEmpty(text(row, 'revenue')) && cents === undefined && 'revenue_type',
      cents !== undefined && cents < 0 && 'revenue_min',
    ].filter((rule) => rule !== false);
    return { row: index + 1, orderId, day, region, product, quantity, cents, broken };
  });
}

const centsOf = (some: readonly Sale[]): number => sum(some.map(({ cents }) => cents ?? 0));
const unitsOf = (some: readonly Sale[]): number => sum(some.map(({ quantity }) => quantity ?? 0));
/** Amounts in cents, so that sums are compared exactly. */
const inCents = (column: string): string => `cast(round(${column} * 100) as integer)`;

it('raw rows are those of the file', () => {
  const raw = readCsv(join(root, 'resources/pipelines/sales/sales.csv'));
  expect(rows('select order_id, order_date, region, product, quantity, revenue from raw_sales order by id')).toEqual(
    raw.map((row) => [row['order_id'], row['order_date'], row['region'], row['product'], row['quantity'], row['revenue']]),
  );
});

it('every record breaks the rules that it breaks, and no others', () => {
  const found = rows('select record_id, rule_id from validation_results where record_id is not null order by 1, 2');
  const expected = sales
    .flatMap(({ row, broken }) => broken.map((rule) => [row, rule]))
    .sort((a, b) => Number(a[0]) - Number(b[0]) || (String(a[1]) < String(b[1]) ? -1 : 1));
  expect(found).toEqual(expected);
});

it('clean rows and exceptions share the file between them', () => {
  expect(
    rows(
      `select id, order_id, order_date, region, product, quantity, ${inCents('revenue')}, ${inCents('revenue_per_unit')} from clean_sales order by id`,
    ),
  ).toEqual(
    clean.map(({ row, orderId, day, region, product, quantity = 1, cents = 0 }) => [
      row,
      orderId,
      day,
      region,
      product,
      quantity,
      cents,
      Math.round(cents / quantity),
    ]),
  );
  expect(rows('select original_record_id from exceptions order by 1')).toEqual(
    sales.filter(({ broken }) => broken.length > 0).map(({ row }) => [row]),
  );
});

it('each table sums what it says', () => {
  const days = [...groupBy(clean, ({ day }) => day ?? '')].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(rows(`select order_date, orders, units, ${inCents('revenue')} from daily_sales order by order_date`)).toEqual(
    days.map(([day, own]) => [day, own.length, unitsOf(own), centsOf(own)]),
  );
  for (const [table, column, key] of [
    ['revenue_by_region', 'region', ({ region }: Sale) => region],
    ['revenue_by_product', 'product', ({ product }: Sale) => product],
  ] as const) {
    const groups = [...groupBy(clean, key)].sort(([a, own], [b, others]) => centsOf(others) - centsOf(own) || (a < b ? -1 : 1));
    expect(rows(`select ${column}, orders, units, ${inCents('revenue')} from ${table} order by id`)).toEqual(
      groups.map(([name, own]) => [name, own.length, unitsOf(own), centsOf(own)]),
    );
  }
  const line = (
    total: number | null,
    orders: number,
    region: string | null,
    product: string | null,
    daily: number | null,
    day: string | null,
  ) => [total, orders, region, product, daily, day];
  const expected = [
    line(centsOf(clean), clean.length, null, null, null, null),
    ...[...groupBy(clean, ({ region }) => region)].map(([name, own]) => line(centsOf(own), own.length, name, null, null, null)),
    ...[...groupBy(clean, ({ product }) => product)].map(([name, own]) => line(centsOf(own), own.length, null, name, null, null)),
    ...days.map(([day, own]) => line(null, own.length, null, null, centsOf(own), day)),
  ];
  const found = rows(
    `select ${inCents('total_revenue')}, total_orders, region, product, ${inCents('daily_sales')}, calculation_date from analytics_summary`,
  );
  const sorted = (lines: readonly unknown[]) => lines.map((one) => JSON.stringify(one)).sort();
  expect(sorted(found)).toEqual(sorted(expected));
});
