import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { newFolder, root, winnow } from '../winnow.ts';
import { dayOf, groupBy, isEmpty, mean, readCsv, rounded, scaled, sum } from './plain.ts';

const products = [
  'Wireless Mouse',
  'USB-C Charger',
  'Noise Cancelling Headphones',
  'Smart Watch',
  'Bluetooth Speaker',
  'Cotton T-Shirt',
  'Denim Jacket',
  'Running Shoes',
  'Leather Belt',
  'Wool Scarf',
  'Garden Hose',
  'Ceramic Planter',
  'LED Desk Lamp',
  'Cast Iron Pan',
  'Gift Card',
];
const categories = ['Electronics', 'Fashion', 'Home & Garden', 'Unknown'];
const regions = ['North', 'South', 'East', 'West', 'Northeast', 'Northwest', 'Southeast', 'Southwest', 'Unknown'];

/** A clean or broken line of an order; money in cents, discounts in ten-thousandths. */
interface Line {
  readonly row: number;
  readonly orderId: string;
  readonly product: string;
  readonly category: string;
  readonly region: string;
  readonly day: string | undefined;
  readonly email: string;
  readonly quantity: number | undefined;
  readonly price: number | undefined;
  readonly discount: number | undefined;
  readonly revenue: number | undefined;
  readonly broken: readonly string[];
}

type CleanLine = { readonly [Key in keyof Line]: NonNullable<Line[Key]> };

const blocking = [
  'order_id_not_null',
  'order_id_unique',
  'product_name_not_null',
  'quantity_positive',
  'unit_price_positive',
  'discount_range',
  'sale_date_range',
  'revenue_calculation',
];

let lines: readonly Line[];
/** As the tables count them: what is outside its list is Unknown. */
let clean: readonly CleanLine[];
let rows: (query: string) => unknown[];

beforeAll(async () => {
  const folder = newFolder();
  const ended = await winnow(['run', 'transactions', '--workspace', 't.winnow', '--out', 'out'], folder);
  expect(ended.code, ended.stderr).toBe(0);
  const database = new Database(join(folder, 't.winnow'), { readonly: true });
  rows = (query) => database.prepare(query).raw().all();
  lines = judged(readCsv(join(root, 'resources/pipelines/transactions/transactions.csv')));
  clean = lines
    .filter(({ broken }) => !broken.some((rule) => blocking.includes(rule)))
    .map((line) => ({
      ...(line as CleanLine),
      category: categories.includes(line.category) ? line.category : 'Unknown',
      region: regions.includes(line.region) ? line.region : 'Unknown',
    }));
});

function judged(raw: readonly Readonly<Record<string, string>>[]): readonly Line[] {
  const ids = groupBy(
    raw.map((row) => (row['order_id'] ?? '').trim()),
    (id) => id,
  );
  const read = raw.map((row, index) => lineOf(row, index, ids));
  const quantities = read.flatMap(({ quantity }) => (quantity === undefined ? [] : [quantity]));
  const average = mean(quantities);
  const deviation = Math.sqrt(sum(quantities.map((one) => (one - average) ** 2)) / (quantities.length - 1));
  return read.map((line) =>
    line.quantity !== undefined && Math.abs(line.quantity - average) > 3 * deviation
      ? { ...line, broken: [...line.broken, 'quantity_statistical'] }
      : line,
  );
}

function lineOf(row: Readonly<Record<string, string>>, index: number, ids: ReadonlyMap<string, readonly string[]>): Line {
  const text = (name: string): string => (row[name] ?? '').trim();
  const known = (list: readonly string[], value: string): string =>
    list.find((one) => one.toLowerCase() === value.toLowerCase()) ?? value;
  const spelled = text('product_name')
    .replaceAll('_', ' ')
    .replace(/\s*\(new\)$/i, '');
  const product =
    products.find((one) => [one.toLowerCase(), one.toLowerCase().replaceAll('o', '0')].includes(spelled.toLowerCase())) ??
    spelled;
  const date = /^(\d{4})([-./])(\d\d)\2(\d\d)$/.exec(text('sale_date'));
  const day = date ? dayOf(date[1] ?? '', date[3] ?? '', date[4] ?? '') : undefined;
  const category = known(categories, text('category').toLowerCase() === 'home and garden' ? 'Home & Garden' : text('category'));
  const region = known(regions, text('region'));
  const [quantity, price, discount, revenue] = [
    scaled(text('quantity'), 0),
    scaled(text('unit_price'), 2),
    scaled(text('discount_percent'), 4),
    scaled(text('revenue'), 2),
  ];
  const orderId = text('order_id');
  const email = text('customer_email');
  const isOut = (value: number | undefined, least: number, most: number): boolean =>
    value === undefined || value < least || value > most;
  // Exact in units of a millionth of a cent: cents × ten-thousandths.
  const difference =
    revenue !== undefined && quantity !== undefined && price !== undefined && discount !== undefined
      ? BigInt(revenue) * 10_000n - BigInt(quantity) * BigInt(price) * (10_000n - BigInt(discount))
      : undefined;
  const broken = [
    isEmpty(orderId) && 'order_id_not_null',
    !isEmpty(orderId) && (ids.get(orderId)?.length ?? 0) > 1 && 'order_id_unique',
    isEmpty(product) && 'product_name_not_null',
    !isEmpty(product) && [...product].length > 200 && 'product_name_length',
    !isEmpty(category) && !categories.includes(category) && 'category_enum',
    isOut(quantity, 1, 10_000) && 'quantity_positive',
    isOut(price, 1, 10_000_000) && 'unit_price_positive',
    isOut(discount, 0, 10_000) && 'discount_range',
    !isEmpty(region) && !regions.includes(region) && 'region_enum',
    !isEmpty(email) && !/^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$/.test(email) && 'email_format',
    (day === undefined || day < '2020-01-01' || day > '2030-12-31') && 'sale_date_range',
    (revenue === undefined || (difference !== undefined && (difference > 10_000n || difference < -10_000n))) &&
      'revenue_calculation',
  ].filter((rule) => rule !== false);
  return { row: index + 1, orderId, product, category, region, day, email, quantity, price, discount, revenue, broken };
}

const revenueOf = (some: readonly CleanLine[]): number => sum(some.map(({ revenue }) => revenue));
const unitsOf = (some: readonly CleanLine[]): number => sum(some.map(({ quantity }) => quantity));
const ordersOf = (some: readonly CleanLine[]): number => new Set(some.map(({ orderId }) => orderId)).size;
const discountOf = (some: readonly CleanLine[]): number => mean(some.map(({ discount }) => discount / 10_000));
/** Places of those that come first, ties alike. */
const rankOf = (value: number, all: readonly number[]): number => 1 + all.filter((other) => other > value).length;

/** Compares a table with what it should be, figures to their last place. */
function expectTable(
  query: string,
  expected: readonly (readonly (string | number | null)[])[],
  places: readonly (number | undefined)[],
): void {
  const same = (row: readonly unknown[]) =>
    row.map((value, index) =>
      typeof value === 'number' && places[index] !== undefined ? rounded(value, places[index] ?? 0) : value,
    );
  expect(rows(query).map((row) => same(row as unknown[]))).toEqual(expected.map(same));
}

it('has thirteen rules, and every record breaks those that it breaks', () => {
  const ids = rows(
    `select rule_id from rule_results where status = 'evaluated' and validation_stage = 'validate' order by rule_no`,
  ).flat();
  expect(ids).toHaveLength(13);
  const found = rows('select record_id, rule_id from validation_results where record_id is not null');
  const inOrder = (list: readonly unknown[]) => list.map((one) => JSON.stringify(one)).sort();
  expect(inOrder(found)).toEqual(inOrder(lines.flatMap(({ row, broken }) => broken.map((rule) => [row, rule]))));
});

it('names every product in one way, and every line of the tables by its list', () => {
  expect(rows('select distinct product_name from clean_transactions order by 1').flat()).toEqual([...products].sort());
  expectTable(
    'select order_id, product_name, category, region, sale_date, quantity, unit_price, discount_percent, revenue from sales_lines order by order_id',
    [...clean]
      .sort((a, b) => (a.orderId < b.orderId ? -1 : 1))
      .map((line) => [
        line.orderId,
        line.product,
        line.category,
        line.region,
        line.day,
        line.quantity,
        line.price / 100,
        line.discount / 10_000,
        line.revenue / 100,
      ]),
    [undefined, undefined, undefined, undefined, undefined, 0, 2, 4, 2],
  );
});

it('months, regions and categories add up', () => {
  const months = [...groupBy(clean, ({ day }) => day.slice(0, 7))].sort(([a], [b]) => (a < b ? -1 : 1));
  expectTable(
    'select month, total_revenue, transaction_count, total_quantity, avg_discount, unique_orders, avg_order_value from monthly_sales_summary order by id',
    months.map(([month, own]) => [
      month,
      revenueOf(own) / 100,
      own.length,
      unitsOf(own),
      discountOf(own),
      ordersOf(own),
      revenueOf(own) / 100 / ordersOf(own),
    ]),
    [undefined, 2, 0, 0, 4, 0, 2],
  );
  const all = revenueOf(clean);
  const byRegion = [...groupBy(clean, ({ region }) => region)].sort(
    ([a, own], [b, others]) => revenueOf(others) - revenueOf(own) || (a < b ? -1 : 1),
  );
  expectTable(
    'select region, total_revenue, transaction_count, avg_revenue_per_transaction, avg_items_per_order, market_share_pct, top_category, performance_rank from region_wise_performance order by id',
    byRegion.map(([region, own]) => {
      const [top] = [...groupBy(own, ({ category }) => category)].sort(
        ([a, one], [b, other]) => revenueOf(other) - revenueOf(one) || (a < b ? -1 : 1),
      );
      const place = rankOf(
        revenueOf(own),
        byRegion.map(([, others]) => revenueOf(others)),
      );
      return [
        region,
        revenueOf(own) / 100,
        own.length,
        revenueOf(own) / 100 / own.length,
        unitsOf(own) / ordersOf(own),
        (100 * revenueOf(own)) / all,
        top?.[0] ?? null,
        place,
      ];
    }),
    [undefined, 2, 0, 2, 2, 2, undefined, 0],
  );
  expectTable(
    'select * from (select category, mean_discount, median_discount, std_discount, min_discount, max_discount, discount_effectiveness_score, discount_penetration_pct, avg_discount_amount, strategy from category_discount_map order by id)',
    [...groupBy(clean, ({ category }) => category)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([category, own]) => {
        const discounts = own.map(({ discount }) => discount / 10_000).sort((a, b) => a - b);
        const average = mean(discounts);
        const middle = discounts.length / 2;
        const median = ((discounts[Math.ceil(middle) - 1] ?? 0) + (discounts[Math.floor(middle)] ?? 0)) / 2;
        const reduced = own.filter(({ discount }) => discount > 0);
        return [
          category,
          average,
          median,
          Math.sqrt(sum(discounts.map((one) => (one - average) ** 2)) / (own.length - 1)),
          discounts[0] ?? 0,
          discounts.at(-1) ?? 0,
          revenueOf(reduced) / revenueOf(own),
          (100 * reduced.length) / own.length,
          mean(own.map(({ quantity, price, discount }) => (quantity * price * discount) / 1_000_000)),
          average < 0.05 ? 'Low' : average < 0.15 ? 'Moderate' : average < 0.3 ? 'High' : 'Very High',
        ];
      }),
    [undefined, 4, 4, 4, 4, 4, 4, 2, 2, undefined],
  );
  const total = [revenueOf(clean) / 100, clean.length, null];
  expectTable(
    'select total_revenue, total_orders, region from analytics_summary order by region is not null, total_revenue desc, region',
    [total, ...byRegion.map(([region, own]) => [revenueOf(own) / 100, own.length, region])],
    [2, 0, undefined],
  );
});

it('the best products are the best', () => {
  const byProduct = [...groupBy(clean, ({ product }) => product)];
  const revenues = byProduct.map(([, own]) => revenueOf(own));
  const units = byProduct.map(([, own]) => unitsOf(own));
  const ranked = byProduct.map(([product, own]) => {
    const [category] = [...groupBy(own, ({ category }) => category)].sort(
      ([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1),
    );
    const [byRevenue, byUnits] = [rankOf(revenueOf(own), revenues), rankOf(unitsOf(own), units)];
    const reason = byRevenue <= 10 && byUnits <= 10 ? 'revenue and units' : byRevenue <= 10 ? 'revenue' : 'units';
    return [
      product,
      category?.[0] ?? '',
      revenueOf(own) / 100,
      unitsOf(own),
      mean(own.map(({ price }) => price / 100)),
      discountOf(own),
      own.length,
      byRevenue,
      byUnits,
      reason,
    ] as const;
  });
  expectTable(
    'select product_name, category, total_revenue, total_units, avg_unit_price, avg_discount, order_count, revenue_rank, units_rank, top_reason from top_products order by id',
    ranked.filter((row) => row[7] <= 10 || row[8] <= 10).sort((a, b) => a[7] - b[7] || (a[0] < b[0] ? -1 : 1)),
    [undefined, undefined, 2, 0, 2, 4, 0, 0, 0, undefined],
  );
});

it('anomalies say every pattern and how far the revenue is from the mean', () => {
  const revenues = clean.map(({ revenue }) => revenue / 100);
  const average = mean(revenues);
  const deviation = Math.sqrt(sum(revenues.map((one) => (one - average) ** 2)) / (revenues.length - 1));
  const scored = clean.map((line) => {
    const [price, discount, revenue] = [line.price / 100, line.discount / 10_000, line.revenue / 100];
    const z = Math.abs(revenue - average) / deviation;
    const weekday = new Date(`${line.day}T00:00:00Z`).getUTCDay();
    const patterns = [
      [line.quantity > 100 && discount > 0.5, 2, 'more than 100 pieces at more than half off'],
      [price > 10_000 && discount > 0.7, 3, 'a price above 10,000 at more than 70 % off'],
      [price < 1 && line.quantity > 50, 1.5, 'more than 50 pieces at a price below 1'],
      [(weekday === 0 || weekday === 6) && revenue > 50_000, 1, 'a revenue above 50,000 on a weekend'],
      [/test|fake/i.test(line.email), 0.5, 'an e-mail address of tests'],
      [line.quantity % 100 === 0 && Number.isInteger(price), 0.8, 'hundreds of pieces at a round price'],
      [price > 100_000, 1.2, 'a price above 100,000'],
      [/test|sample/i.test(line.product), 0.3, 'a product named like a test'],
    ] as const;
    const found = patterns.filter(([applies]) => applies);
    const points = sum(found.map(([, weight]) => weight));
    const reasons = [
      ...found.map(([, , words]) => words),
      ...(z > 3 ? [`revenue ${rounded(z, 1).toFixed(1)} standard deviations from the mean`] : []),
    ];
    const kind = points >= 2 && z > 3 ? 'pattern and statistical' : points >= 2 ? 'pattern' : 'statistical';
    return { line, points, z, score: rounded(points + Math.max(z - 3, 0), 3), kind, reason: reasons.join('; ') };
  });
  const expected = scored
    .filter(({ points, z }) => points >= 2 || z > 3)
    .sort((a, b) => b.score - a.score || (a.line.orderId < b.line.orderId ? -1 : 1))
    .slice(0, 5)
    .map(({ line, score, kind, reason }) => [line.orderId, line.revenue / 100, score, kind, reason]);
  expectTable('select order_id, revenue, anomaly_score, anomaly_type, reason from anomaly_records order by id', expected, [
    undefined,
    2,
    3,
    undefined,
    undefined,
  ]);
});
