import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { createRandom, type Random } from '#core/generate/random.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const yaml = `winnow: 1
name: shop
datasets:
  customers:
    source: { path: customers.csv }
    key: [customer_id]
    columns: { customer_id: { type: text }, signup_date: { type: date } }
  products:
    source: { path: products.csv }
    key: [product_id]
    columns: { product_id: { type: integer }, price: { type: decimal, scale: 2 } }
  orders:
    source: { path: orders.csv }
    key: [order_id]
    columns:
      order_id: { type: text }
      customer_id: { type: text }
      order_date: { type: date }
      total: { type: decimal, scale: 2 }
      kind: { type: text }
    references: [{ columns: [customer_id], dataset: customers, severity: warning }]
    rules:
      - { id: orders_total, rule: formula, expression: total = sum(items.line_total), tolerance: 0.01, severity: warning }
      - { id: orders_has_lines, rule: formula, expression: count(items) >= 1 }
      - { id: orders_after_signup, rule: formula, expression: order_date >= customers.signup_date, severity: warning }
      - { id: orders_biggest, rule: formula, expression: max(items.line_total) <= 30 and avg(items.quantity) < 4, severity: warning }
      - { id: orders_parts, rule: formula, expression: sum(items.quantity * items.line_total) <= total * 3, when: kind = 'a', severity: warning }
  items:
    source: { path: items.csv }
    key: [item_id]
    columns:
      item_id: { type: text }
      order_id: { type: text }
      product_id: { type: decimal, scale: 2 }
      quantity: { type: integer }
      line_total: { type: decimal, scale: 2 }
    references: [{ columns: [order_id], dataset: orders, severity: warning }, { columns: [product_id], dataset: products, severity: warning }]
    rules:
      - { id: items_line_total, rule: formula, expression: line_total = quantity * products.price, tolerance: 0.01, severity: warning }
      - { id: items_needed, rule: required, column: line_total, when: quantity > 1, severity: warning }
      - { id: items_per_order, rule: group-size, columns: [order_id], max: 3, severity: warning }
`;

type Cells = Record<string, string>;
interface Stored {
  readonly id: number;
  readonly cells: Cells;
  isRejected: boolean;
}
type Data = Record<'customers' | 'products' | 'orders' | 'items', Stored[]>;

const draw: Record<keyof Data, (random: Random, index: number) => Cells> = {
  customers: (random, index) => ({
    customer_id: random.integer(1, 9) === 1 ? 'c0' : `c${index}`,
    signup_date: random.pick(['2024-01-01', '2024-02-01', 'soon', '']),
  }),
  products: (random, index) => ({
    product_id: String(random.integer(1, 8) === 1 ? 0 : index),
    price: random.pick(['1.00', '2.50', '10.00', '', 'x']),
  }),
  orders: (random, index) => ({
    order_id: random.integer(1, 8) === 1 ? 'o0' : random.integer(1, 15) === 1 ? '' : `o${index}`,
    customer_id: `c${random.integer(0, 9)}`,
    order_date: random.pick(['2024-01-15', '2024-03-01', 'never']),
    total: random.pick(['2.00', '5.00', '10.00', '20.00', '0.00', 'free', '']),
    kind: random.pick(['a', 'b', '']),
  }),
  items: (random, index) => ({
    item_id: `i${index}`,
    order_id: random.integer(1, 15) === 1 ? '' : `o${random.integer(0, 16)}`,
    product_id: `${random.integer(0, 7)}${random.pick(['', '.00', '.50'])}`,
    quantity: random.pick(['1', '2', '3', '7', 'many']),
    line_total: random.pick(['1.00', '2.50', '5.00', '10.00', '40.00', '2.51', '']),
  }),
};

const number = (text: string | undefined): number | null =>
  text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
const date = (text: string | undefined): string | null => (/^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? String(text) : null);
const known = <Value>(values: readonly (Value | null)[]): readonly Value[] | null =>
  values.includes(null) ? null : (values as readonly Value[]);

/** What each rule says of a record, told plainly: undefined where it does not apply. */
function expected(data: Data): Readonly<Record<string, (record: Stored) => boolean | undefined>> {
  const counted = <Name extends keyof Data>(name: Name): readonly Stored[] => data[name].filter((one) => !one.isRejected);
  const itemsOf = ({ cells }: Stored) => counted('items').filter((item) => item.cells['order_id'] === cells['order_id']);
  const only = <Value>(values: readonly (Value | null)[]): Value | null => {
    const all = known(values);
    return all && all.length > 0 && all.every((value) => value === all[0]) ? (all[0] ?? null) : null;
  };
  const sum = (values: readonly number[]): number => Math.round(values.reduce((all, value) => all + value, 0) * 1e4) / 1e4;
  const of = (items: readonly Stored[], column: string) => known(items.map(({ cells }) => number(cells[column])));
  return {
    orders_total: (order) => {
      const total = number(order.cells['total']);
      const lines = of(itemsOf(order), 'line_total');
      if (total === null || !lines || order.cells['order_id'] === '') return undefined;
      return Math.abs(Math.round((total - sum(lines)) * 100)) <= 1;
    },
    orders_has_lines: (order) => (order.cells['order_id'] === '' ? undefined : itemsOf(order).length >= 1),
    orders_after_signup: (order) => {
      const own = date(order.cells['order_date']);
      const parents = counted('customers').filter(({ cells }) => cells['customer_id'] === order.cells['customer_id']);
      const signup = only(parents.map(({ cells }) => date(cells['signup_date'])));
      return own === null || signup === null ? undefined : own >= signup;
    },
    orders_biggest: (order) => {
      const items = order.cells['order_id'] === '' ? [] : itemsOf(order);
      const [lines, quantities] = [of(items, 'line_total'), of(items, 'quantity')];
      const isSmall = lines && lines.length > 0 ? Math.max(...lines) <= 30 : undefined;
      const isFew = quantities && quantities.length > 0 ? sum(quantities) / quantities.length < 4 : undefined;
      if (isSmall === false || isFew === false) return false;
      return isSmall && isFew ? true : undefined;
    },
    orders_parts: (order) => {
      const total = number(order.cells['total']);
      const items = itemsOf(order);
      const [lines, quantities] = [of(items, 'line_total'), of(items, 'quantity')];
      if (order.cells['kind'] !== 'a' || total === null || !lines || !quantities || order.cells['order_id'] === '')
        return undefined;
      return sum(lines.map((line, index) => line * (quantities[index] ?? 0))) <= sum([total * 3]);
    },
    items_line_total: (item) => {
      const [line, quantity, product] = ['line_total', 'quantity', 'product_id'].map((column) => number(item.cells[column]));
      const parents = counted('products').filter(({ cells }) => number(cells['product_id']) === product);
      const price = only(parents.map(({ cells }) => number(cells['price'])));
      if (line === null || line === undefined || quantity === null || quantity === undefined || price === null) return undefined;
      return Math.abs(Math.round((line - quantity * price) * 100)) <= 1;
    },
    items_needed: ({ cells }) => ((number(cells['quantity']) ?? 0) > 1 ? cells['line_total'] !== '' : undefined),
    items_per_order: (item) => {
      if (item.cells['order_id'] === '') return undefined;
      const others = itemsOf(item).filter((other) => other !== item);
      return others.length + 1 <= 3;
    },
  };
}

/** The same as it is stored: who fails which rule, and to how many records each rule applies. */
function found(workspace: string): unknown {
  return {
    failing: rowsOf(
      workspace,
      `select rule_id, record_id from validation_results where rule_id like 'orders_%' or rule_id like 'items_%' order by 1, 2`,
    ),
    counts: rowsOf(
      workspace,
      `select rule_id, checked, passed, failed, not_applicable from rule_results
       where (rule_id like 'orders_%' or rule_id like 'items_%') order by 1`,
    ),
  };
}

function told(data: Data): unknown {
  const rules = Object.entries(expected(data)).sort(([a], [b]) => (a < b ? -1 : 1));
  const outcomes = rules.map(([rule, judge]) => {
    const records = data[rule.startsWith('orders') ? 'orders' : 'items'];
    return { rule, said: records.map((record) => ({ id: record.id, says: judge(record) })) };
  });
  return {
    failing: outcomes.flatMap(({ rule, said }) => said.filter(({ says }) => says === false).map(({ id }) => [rule, id])),
    counts: outcomes.map(({ rule, said }) => {
      const count = (wanted: boolean | undefined) => said.filter(({ says }) => says === wanted).length;
      return [rule, count(true) + count(false), count(true), count(false), count(undefined)];
    }),
  };
}

async function begin(name: string, seed: number): Promise<{ readonly data: Data; readonly workspace: string }> {
  const random = createRandom(seed);
  const data = {} as Data;
  for (const [dataset, make] of Object.entries(draw) as [keyof Data, (typeof draw)[keyof Data]][]) {
    const rows = Array.from({ length: dataset === 'items' ? 40 : dataset === 'orders' ? 20 : 10 }, (_, index) =>
      make(random, index),
    );
    data[dataset] = rows.map((cells, index) => ({ id: index + 1, cells, isRejected: false }));
    const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))].map((cells) => cells.join(','));
    writeFileSync(join(folder, `${dataset}.csv`), `${lines.join('\n')}\n`);
  }
  writeFileSync(join(folder, 'p.yaml'), yaml);
  const workspace = join(folder, `${name}.winnow`);
  const ended = await runHere(folder, 'p.yaml', workspace);
  expect(ended.code, ended.stderr).toBe(0);
  return { data, workspace };
}

it.each([1, 2, 3, 4, 5])('a run finds what a plain reading of the rules finds (seed %i)', async (seed) => {
  const { data, workspace } = await begin(`run-${seed}`, seed);
  expect(found(workspace)).toEqual(told(data));
});

it.each([11, 12])(
  'every decision judges again what it bears on in other datasets (seed %i)',
  { timeout: 240_000 },
  async (seed) => {
    const { data, workspace } = await begin(`decided-${seed}`, seed);
    const engine = createEngine(workspace);
    const ask = createRouterClient(engine.router);
    const random = createRandom(seed);
    let made = 0;
    for (let step = 0; step < 120; step++) {
      const dataset = random.pick(['customers', 'products', 'orders', 'items'] as const);
      const record = random.pick(data[dataset]);
      if (record.isRejected) continue;
      const drawn = draw[dataset](random, random.integer(0, 16));
      const column = random.pick(Object.keys(drawn));
      const change = random.integer(1, 6) === 1 ? undefined : { [column]: drawn[column] ?? '' };
      const done = await ask.exceptions
        .decide({
          dataset,
          recordId: record.id,
          ...(change ? { kind: 'fixed', cells: change } : { kind: 'rejected', reason: 'x' }),
        })
        .then(
          () => true,
          () => false,
        );
      if (!done) continue;
      made++;
      if (change) Object.assign(record.cells, change);
      else record.isRejected = true;
      if (made % 5 === 0) expect(found(workspace)).toEqual(told(data));
    }
    await engine.close();
    expect(made).toBeGreaterThan(30);
    expect(found(workspace)).toEqual(told(data));
  },
);

it('says both figures, and what they come from', async () => {
  const { workspace } = await begin('sentences', 3);
  const reasons = rowsOf(workspace, 'select rule_id, failure_reason from validation_results').map(
    ([rule, reason]) => `${rule}: ${reason}`,
  );
  expect(reasons).toContainEqual(
    expect.stringMatching(/^orders_total: total is \d+\.00, but sum\(items\.line_total\) is \d+\.\d\d$/),
  );
  expect(reasons).toContainEqual('orders_has_lines: count(items) is 0, and must be at least 1');
  expect(reasons).toContainEqual(
    expect.stringMatching(
      /^orders_after_signup: order_date is "2024-01-15", and must be no earlier than customers\.signup_date, which is "2024-02-01"$/,
    ),
  );
});
