import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { newFolder, root, winnow } from '../winnow.ts';
import { groupBy, isEmpty, readCsv, scaled, sum } from './plain.ts';
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
  text,
  typed,
  unique,
  type Verdict,
  whole,
} from './plain-rules.ts';

const runDate = '2025-12-31';
const names = ['users', 'products', 'orders', 'order_items', 'events', 'reviews'] as const;

let judged: Readonly<Record<string, readonly Judged[]>>;
let clean: (dataset: (typeof names)[number]) => readonly Row[];
let rows: (query: string) => unknown[];

beforeAll(async () => {
  const folder = newFolder();
  const ended = await winnow(['run', 'warehouse', '--workspace', 'w.winnow', '--out', 'out'], folder);
  expect(ended.code, ended.stderr).toBe(0);
  const database = new Database(join(folder, 'w.winnow'), { readonly: true });
  rows = (query) => database.prepare(query).raw().all();
  judged = judge();
  clean = (dataset) => (judged[dataset] ?? []).filter(({ isClean }) => isClean).map(({ cells }) => cells);
});

const atLeast = (column: string, value: number | undefined, least: number): Verdict =>
  value !== undefined && value < least && `${column}_min`;
const atMost = (column: string, value: number | undefined, most: number): Verdict =>
  value !== undefined && value > most && `${column}_max`;
const instant = (given: string): string | undefined => {
  const [, day, hour, minute, second] = /^(\S{10}) (\d\d):(\d\d):(\d\d)$/.exec(given) ?? [];
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return isTime && date(day) !== undefined ? `${day}T${hour}:${minute}:${second}` : undefined;
};
const share = (given: string): number | undefined => scaled(given, 4);

function judge(): Readonly<Record<string, readonly Judged[]>> {
  const [users = [], products = [], orders = [], items = [], events = [], reviews = []] = names.map((name): readonly Row[] =>
    readCsv(join(root, `resources/pipelines/warehouse/${name}.csv`)).map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, given]) => [column, given.trim()])),
    ),
  );
  const [usersById, productsById, ordersById] = [by(users, 'user_id'), by(products, 'product_id'), by(orders, 'order_id')];
  const twice = {
    users: unique(users, 'user_id'),
    products: unique(products, 'product_id'),
    orders: unique(orders, 'order_id'),
    items: unique(items, 'order_item_id'),
    events: unique(events, 'event_id'),
    reviews: unique(reviews, 'review_id'),
  };
  return {
    users: judgeAll(users, (row) => [
      ...required(row, 'user_id', 'user_name', 'email', 'signup_date'),
      twice.users(row),
      typed(row, 'email', email),
      typed(row, 'signup_date', date),
      inWindow('signup_date', date(row['signup_date']), runDate),
    ]),
    products: judgeAll(products, (row) => [
      ...required(row, 'product_id', 'product_name', 'category', 'price'),
      twice.products(row),
      typed(row, 'price', cents),
      atLeast('price', cents(row['price']), 0),
    ]),
    orders: judgeAll(orders, (row) => [
      ...required(row, 'order_id', 'user_id', 'product_id', 'order_date', 'order_amount'),
      twice.orders(row),
      typed(row, 'order_date', date),
      typed(row, 'order_amount', cents),
      inWindow('order_date', date(row['order_date']), runDate),
      atLeast('order_amount', cents(row['order_amount']), 0),
      among(row, 'order_status', ['completed', 'shipped', 'pending', 'cancelled', 'returned']),
      orphan(row, 'user_id', usersById),
      orphan(row, 'product_id', productsById),
    ]),
    order_items: judgeAll(items, (row) => [
      ...required(row, 'order_item_id', 'order_id', 'product_id', 'quantity', 'item_price'),
      twice.items(row),
      typed(row, 'quantity', whole),
      typed(row, 'item_price', cents),
      typed(row, 'discount_applied', share),
      atLeast('quantity', whole(row['quantity']), 1),
      atLeast('item_price', cents(row['item_price']), 0),
      atLeast('discount_applied', share(text(row, 'discount_applied')), 0),
      atMost('discount_applied', share(text(row, 'discount_applied')), 10_000),
      orphan(row, 'order_id', ordersById),
      orphan(row, 'product_id', productsById),
    ]),
    events: judgeAll(events, (row) => [
      ...required(row, 'event_id', 'user_id', 'event_type', 'event_timestamp'),
      twice.events(row),
      among(row, 'event_type', ['view', 'cart', 'purchase']),
      typed(row, 'event_timestamp', instant),
      inWindow('event_timestamp', instant(text(row, 'event_timestamp'))?.slice(0, 10), runDate),
      typed(row, 'event_value', cents),
      atLeast('event_value', cents(row['event_value']), 0),
      orphan(row, 'user_id', usersById),
    ]),
    reviews: judgeAll(reviews, (row) => [
      ...required(row, 'review_id', 'product_id', 'review_date', 'rating', 'review_text'),
      twice.reviews(row),
      typed(row, 'review_date', date),
      inWindow('review_date', date(row['review_date']), runDate),
      typed(row, 'rating', whole),
      atLeast('rating', whole(row['rating']), 1),
      atMost('rating', whole(row['rating']), 5),
      typed(row, 'review_helpfulness', whole),
      orphan(row, 'product_id', productsById),
    ]),
  };
}

const inCents = (column: string): string => `cast(round(${column} * 100) as integer)`;
const bySecond = (lines: readonly (readonly unknown[])[]) => lines.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
const ids = (dataset: 'users' | 'products', column: string): ReadonlySet<string> =>
  new Set(clean(dataset).map((row) => text(row, column)));

it.each(names)('every record of %s breaks the rules that it breaks', (dataset) => {
  const found = rows(`select record_id, rule_id from validation_results where dataset = '${dataset}' order by 1, 2`);
  const expected = (judged[dataset] ?? []).flatMap(({ row, broken }) => [...broken].sort().map((rule) => [row, rule]));
  expect(expected.length).toBeGreaterThan(3);
  expect(found).toEqual(expected);
});

it('users know when they were last seen and what they spent', () => {
  const lastSeen = new Map<string, string>();
  for (const event of clean('events')) {
    const day = text(event, 'event_timestamp').slice(0, 10);
    const user = text(event, 'user_id');
    if (day > (lastSeen.get(user) ?? '')) lastSeen.set(user, day);
  }
  const spent = groupBy(clean('orders'), (row) => text(row, 'user_id'));
  const ninetyDaysBefore = new Date(Date.parse(`${runDate}T00:00:00Z`) - 90 * 86_400_000).toISOString().slice(0, 10);
  const expected = clean('users').map((row) => {
    const id = text(row, 'user_id');
    const day = text(row, 'signup_date');
    return [
      id,
      text(row, 'user_name'),
      text(row, 'email'),
      day,
      Number(day.slice(0, 4)),
      Number(day.slice(5, 7)),
      (lastSeen.get(id) ?? '') >= ninetyDaysBefore ? 1 : 0,
      sum((spent.get(id) ?? []).map((order) => cents(order['order_amount']) ?? 0)),
    ];
  });
  expect(
    rows(
      `select user_id, user_name, email, signup_date, signup_year, signup_month, is_active, ${inCents('ltv_estimate')} from dim_users where user_id <> 'unknown' order by 1`,
    ),
  ).toEqual(bySecond(expected));
  expect(expected.filter((row) => row[6] === 1).length).toBeGreaterThan(10);
});

it('facts hold what the clean rows say, each with its member of a dimension', () => {
  const [users, products] = [ids('users', 'user_id'), ids('products', 'product_id')];
  const member = (known: ReadonlySet<string>, id: string): string => (known.has(id) ? id : 'unknown');
  expect(
    rows(
      `select order_id, user_id, product_id, order_date, ${inCents('order_amount')}, order_status, order_year, order_month, fk_user_check, fk_product_check from fact_orders order by 1`,
    ),
  ).toEqual(
    bySecond(
      clean('orders').map((row) => {
        const [user, product, day] = [text(row, 'user_id'), text(row, 'product_id'), text(row, 'order_date')];
        return [
          text(row, 'order_id'),
          member(users, user),
          member(products, product),
          day,
          cents(row['order_amount']),
          text(row, 'order_status') || null,
          Number(day.slice(0, 4)),
          Number(day.slice(5, 7)),
          users.has(user) ? 1 : 0,
          products.has(product) ? 1 : 0,
        ];
      }),
    ),
  );
  const lines = clean('order_items').map((row) => {
    const total = (whole(row['quantity']) ?? 0) * (cents(row['item_price']) ?? 0);
    const discount = share(text(row, 'discount_applied')) ?? 0;
    return [
      text(row, 'order_item_id'),
      text(row, 'order_id'),
      member(products, text(row, 'product_id')),
      total,
      // Halves of a cent go up; the total is whole cents, so this is exact.
      Number((BigInt(total) * BigInt(discount) * 2n + 10_000n) / 20_000n),
    ];
  });
  expect(
    rows(
      `select order_item_id, order_id, product_id, ${inCents('item_total')}, ${inCents('item_discount_total')} from fact_order_items order by 1`,
    ),
  ).toEqual(bySecond(lines));
  expect(rows(`select event_id, user_id, event_date, event_hour, ${inCents('event_value')} from fact_events order by 1`)).toEqual(
    bySecond(
      clean('events').map((row) => {
        const at = text(row, 'event_timestamp');
        const value = text(row, 'event_value');
        return [
          text(row, 'event_id'),
          member(users, text(row, 'user_id')),
          at.slice(0, 10),
          Number(at.slice(11, 13)),
          isEmpty(value) ? null : cents(value),
        ];
      }),
    ),
  );
  expect(rows('select review_id, product_id, rating from fact_reviews order by 1')).toEqual(
    bySecond(
      clean('reviews').map((row) => [text(row, 'review_id'), member(products, text(row, 'product_id')), whole(row['rating'])]),
    ),
  );
  for (const [fact, column, dimension] of [
    ['fact_orders', 'user_id', 'dim_users'],
    ['fact_orders', 'product_id', 'dim_products'],
    ['fact_order_items', 'product_id', 'dim_products'],
    ['fact_events', 'user_id', 'dim_users'],
    ['fact_reviews', 'product_id', 'dim_products'],
  ])
    expect(rows(`select count(*) from ${fact} where ${column} not in (select ${column} from ${dimension})`)).toEqual([[0]]);
});

it('the summaries and checks agree with the facts', () => {
  expect(rows("select count(*), sum(failed) from warehouse_checks where status = 'passed'")).toEqual([[21, 0]]);
  const months = [...groupBy(clean('orders'), (row) => text(row, 'order_date').slice(0, 7))].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(rows(`select month, orders, ${inCents('revenue')} from monthly_orders order by 1`)).toEqual(
    months.map(([month, own]) => [month, own.length, sum(own.map((row) => cents(row['order_amount']) ?? 0))]),
  );
  const steps = ['view', 'cart', 'purchase'].map((step) => {
    const own = clean('events').filter((row) => text(row, 'event_type') === step);
    const known = ids('users', 'user_id');
    return [step, own.length, new Set(own.map((row) => (known.has(text(row, 'user_id')) ? text(row, 'user_id') : ''))).size];
  });
  expect(rows('select step, events, users from event_funnel order by id')).toEqual(steps);
  const [category] = rows("select count(distinct category_main) from dim_products where product_id <> 'unknown'");
  expect(category).toEqual([new Set(clean('products').map((row) => text(row, 'category'))).size]);
});
