import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { setHeader } from '#core/definition/edit-headers.ts';
import { shareOf } from '#core/quality/profile/hash.ts';
import { asked } from '../asked.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const pipeline = `winnow: 1
name: shop
# What the shop sends each month.
datasets:
  sales:
    source: { path: sales.csv }
    key: [order_id]
    columns:
      order_id: { type: text, required: true }
      customer_id: { type: text }
      region: { type: text, values: [North, South, East, West] } # four of them
      product:
        type: text
      quantity: { type: integer, min: 1 }
      unit_price: { type: decimal, scale: 2 }
      discount: { type: decimal, scale: 2 }
      order_date: { type: date, formats: [d/M/yyyy] }
      ship_date: { type: date, formats: [d/M/yyyy] }
      email: { type: email }
    clean: [{ step: trim }]
`;
const names = [
  'order_id',
  'customer_id',
  'region',
  'product',
  'quantity',
  'unit_price',
  'discount',
  'order_date',
  'ship_date',
  'email',
];
const products = ['Lamp', 'Chair', 'Desk', 'Shelf', 'Sofa', 'Rug', 'Vase'];

/** A delivery of a month: its columns under the names given, in the order given. */
function delivery(seed: number, headers: Readonly<Record<string, string>> = {}, order: readonly string[] = names): string {
  const lines = Array.from({ length: 400 }, (_, index) => {
    const random = (salt: number): number => shareOf(index, seed * 50 + salt);
    const day = 1 + Math.floor(random(1) * 20);
    const row: Readonly<Record<string, string>> = {
      order_id: `SO-${seed}${1000 + index}`,
      customer_id: `C${10 + Math.floor(random(2) * 90)}`,
      region: ['North', 'South', 'East', 'West'][Math.floor(random(3) * 4)] ?? '',
      product: products[Math.floor(random(4) ** 2 * products.length)] ?? '',
      quantity: String(1 + Math.floor(random(5) * 9)),
      unit_price: (10 + 190 * random(6)).toFixed(2),
      discount: random(7) < 0.6 ? '0' : (random(8) * 0.4).toFixed(2),
      order_date: `${day}/${1 + (seed % 12)}/2024`,
      ship_date: random(9) < 0.1 ? '' : `${day + 3 + Math.floor(random(10) * 5)}/${1 + (seed % 12)}/2024`,
      email: random(11) < 0.2 ? '' : `u${Math.floor(random(12) * 400)}@example.org`,
    };
    return order.map((name) => row[name]).join(',');
  });
  return `${order.map((name) => headers[name] ?? name).join(',')}\n${lines.join('\n')}\n`;
}

async function shop() {
  const folder = newFolder();
  writeFileSync(join(folder, 'p.yaml'), pipeline);
  writeFileSync(join(folder, 'sales.csv'), delivery(1));
  const { code, stderr } = await runHere(folder, 'p.yaml', 'w.winnow');
  expect(code, stderr).toBe(0);
  const door = asked(() => join(folder, 'w.winnow'));
  return { folder, door, path: join(folder, 'next.csv') };
}

it('a renamed column is proposed first, by what it holds', async () => {
  const { door, path } = await shop();
  for (let trial = 0; trial < 50; trial++) {
    const random = (salt: number): number => shareOf(trial, 7000 + salt);
    const order = names.toSorted((a, b) => shareOf(names.indexOf(a), trial) - shareOf(names.indexOf(b), trial));
    const column = names[Math.floor(random(1) * names.length)] ?? '';
    const renamed = ['field_7', 'xyz', column.slice(0, 3), `new ${column}`, 'Spalte'][Math.floor(random(2) * 5)] ?? '';
    const extra = trial % 3 === 0 ? { [names[(names.indexOf(column) + 4) % names.length] ?? '']: 'otherwise' } : {};
    writeFileSync(path, delivery(2 + trial, { [column]: renamed, ...extra }, order));
    const fit = await door.ask().sources.fit({ path });
    expect(fit).toMatchObject({ dataset: 'sales', matched: names.length - 1 - Object.keys(extra).length });
    const proposed = fit?.missing.find((one) => one.column === column)?.proposals[0]?.header;
    expect([trial, column, proposed]).toEqual([trial, column, renamed]);
  }
  await door.close();
});

it('a column that is gone is not made up, and a file of something else fits nothing', async () => {
  const { door, path } = await shop();
  writeFileSync(
    path,
    delivery(
      3,
      {},
      names.filter((name) => name !== 'email'),
    ),
  );
  expect(await door.ask().sources.fit({ path })).toMatchObject({ missing: [{ column: 'email', proposals: [] }], extra: [] });
  writeFileSync(path, 'a,b\n1,2\n');
  expect(await door.ask().sources.fit({ path })).toBe(null);
  await door.close();
});

it('runs with the new header from then on, as a version of the rules that changes only that line', async () => {
  const { folder, door, path } = await shop();
  writeFileSync(path, delivery(4, { customer_id: 'cust no', product: 'article' }));
  const start = { again: true, inputs: { sales: path }, headers: { sales: { customer_id: 'cust no', product: 'article' } } };
  const { ticket } = await door.ask().runs.start(start);
  for await (const event of await door.ask().runs.progress({ ticket }))
    if (event.kind === 'ended') expect(event.message).toBe(null);
  const shown = await door.ask().pipeline.get();
  expect(shown.version).toBe(2);
  expect(shown.yaml).toContain('customer_id: { header: cust no, type: text }');
  const changed = shown.yaml.split('\n').filter((line) => !pipeline.split('\n').includes(line));
  expect(changed.length).toBeLessThanOrEqual(2);
  const page = await door.ask().records.page({ dataset: 'sales', what: 'clean', limit: 1 });
  expect(page.rows[0]?.[page.columns.indexOf('customer_id')]).toMatch(/^C\d\d$/);
  await expect(door.ask().runs.start({ ...start, headers: { sales: { nope: 'x' } } })).rejects.toThrow(
    'there is no column nope in sales',
  );
  expect(readFileSync(join(folder, 'p.yaml'), 'utf8')).toBe(pipeline);
  await door.close();
});

it('a header that is stated already is replaced in its place', () => {
  const text = "datasets:\n  d:\n    columns:\n      a: { type: text, header: 'A a' } # first\n      b: {}\n";
  expect(setHeader(text, 'd', 'a', 'A, new')).toBe(text.replace("'A a'", '"A, new"'));
  expect(setHeader(text, 'd', 'b', 'B')).toBe(text.replace('b: {}', 'b: { header: B }'));
});
