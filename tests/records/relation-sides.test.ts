import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { asked } from '../asked.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

const yaml = `winnow: 1
name: shop
datasets:
  customers:
    source: { path: customers.csv }
    columns: { customer: { type: text }, price: { type: decimal, scale: 2 } }
    key: [customer]
  orders:
    source: { path: orders.csv }
    columns: { customer: { type: text }, paid: { type: integer } }
    references:
      - { columns: [customer], dataset: customers }
      - { columns: [paid], dataset: customers, to: [price] }
`;

it('says of both sides what is matched, unmatched and repeated, as counting by hand does', async () => {
  const random = createRandom(7);
  const pick = (texts: readonly string[]): string => texts[Math.floor(random.next() * texts.length)] ?? '';
  const customers = Array.from({ length: 60 }, () => [
    pick(['A1', 'A2', 'A3', 'b1', 'B2 ', 'Ö1', 'zz', '']),
    pick(['5.00', '7.50', '']),
  ]);
  const orders = Array.from({ length: 200 }, () => [pick(['A1', 'a1', ' A2', 'B1', 'B2', 'ö1', 'C9', '']), pick(['5', '7', ''])]);
  const csv = (header: string, rows: readonly (readonly string[])[]): string =>
    `${header}\n${rows.map((cells) => cells.join(',')).join('\n')}\n`;
  writeFileSync(join(folder, 'customers.csv'), csv('customer,price', customers));
  writeFileSync(join(folder, 'orders.csv'), csv('customer,paid', orders));
  writeFileSync(join(folder, 'pipeline.yaml'), yaml);
  expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
  const [byName, byPrice] = await ask().relations.list();

  const ids = customers.map(([id = '']) => id).filter((id) => id !== '');
  const named = orders.map(([customer = '']) => customer).filter((customer) => customer !== '');
  const matchedWith = (form: (text: string) => string): number => {
    const known = new Set(ids.map(form));
    return named.filter((customer) => known.has(form(customer))).length;
  };
  const exact = (text: string): string => text;
  const counts = [...Map.groupBy(named, exact)].filter(([key]) => ids.includes(key)).map(([, all]) => all.length);
  expect(byName).toEqual({
    ...{
      dataset: 'orders',
      ruleId: 'customer_reference',
      columns: ['customer'],
      parent: 'customers',
      parentColumns: ['customer'],
    },
    filled: named.length,
    matched: matchedWith(exact),
    ifTrimmed: matchedWith((text) => text.trim()),
    ifFolded: matchedWith((text) => text.trim().toLowerCase()),
    unmatched: expect.arrayContaining(['C9']),
    example: 'Ö1',
    parents: new Set(ids).size,
    childless: [...new Set(ids)].filter((id) => !named.includes(id)).length,
    most: Math.max(...counts),
    apart: 0,
    repeated: [...Map.groupBy(ids, exact)].filter(([, all]) => all.length > 1).length,
  });
  expect(byName?.unmatched).not.toContain('A1');
  const paid = orders.map(([, amount = '']) => amount).filter((amount) => amount !== '');
  const missing = named.filter((customer) => customer === 'C9').length;
  await ask().exceptions.addParent({ dataset: 'customers', cells: { customer: 'C9' }, reason: 'new' });
  // A value that a person added counts as one that is there.
  expect((await ask().relations.list())[0]?.matched).toBe(matchedWith(exact) + missing);
  // What was rejected is found by no join any more.
  const first = customers.flatMap(([id], place) => (id === 'A1' ? [place + 1] : []));
  for (const recordId of first) await ask().exceptions.decide({ dataset: 'customers', recordId, kind: 'rejected', reason: 'x' });
  expect((await ask().relations.list())[0]?.apart).toBe(named.filter((customer) => customer === 'A1').length);
  // 5 is 5.00.
  expect(byPrice).toMatchObject({ filled: paid.length, matched: paid.filter((amount) => amount === '5').length, parents: 2 });
});

it('a reference is added and taken away in the text, and nothing else changes', async () => {
  const change = (text: string, edit: object) =>
    ask().pipeline.change({ yaml: text, changes: [], references: [{ dataset: 'orders', edit: edit as never }] });
  const { yaml: fewer } = await change(yaml, { kind: 'remove', columns: ['paid'], dataset: 'customers' });
  expect(fewer).toBe(yaml.replace('      - { columns: [paid], dataset: customers, to: [price] }\n', ''));
  const { yaml: again } = await change(fewer, { kind: 'add', columns: ['paid'], dataset: 'customers', to: ['price'] });
  expect(again).toBe(yaml.replace('[paid], dataset: customers, to: [price]', '[ paid ], dataset: customers, to: [ price ]'));
  const { yaml: none } = await change(fewer, { kind: 'remove', columns: ['customer'], dataset: 'customers' });
  expect(none).not.toContain('references');
  await expect(change(none, { kind: 'remove', columns: ['customer'], dataset: 'customers' })).rejects.toThrow(
    'no reference by customer to customers is written out in orders',
  );
});
