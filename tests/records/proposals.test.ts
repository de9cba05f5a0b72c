import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Proposal, Proposals } from '#core/contract/proposals.ts';
import { asked } from '../asked.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const { ask, close } = asked(() => join(folder, 'none.winnow'));
let found: readonly Proposal[];

afterAll(close);

async function proposalsFor(files: readonly string[]): Promise<Proposals> {
  const [path = '', ...others] = files.map((name) => join(folder, name));
  const wishes = { types: {}, nullWords: [] };
  for await (const event of await ask().sources.propose({
    path,
    wishes,
    others: others.map((other) => ({ path: other, wishes })),
  }))
    if (event.kind === 'done') return event.outcome;
  throw new Error('nothing was proposed');
}

const byId = (id: string): Proposal | undefined => found.find((one) => one.id === id);
const step = (kind: string, column: string): Proposal | undefined =>
  found.find(({ edit }) => edit['step'] === kind && edit['column'] === column);

beforeAll(async () => {
  const lines = Array.from({ length: 400 }, (_, at) => {
    const [quantity, price] = [1 + (at % 7), 5 + (at % 4)];
    const region = at === 3 || at === 8 ? 'NORTH' : at < 6 ? 'n/k?' : at % 2 === 0 ? 'North' : 'South';
    const day = `2024-0${1 + (at % 9)}-1${at % 9}`;
    return [
      at === 50 ? 'K-1001' : `K-${1000 + at}`,
      at % 100 === 5 ? 'unknown' : region === 'n/k?' ? 'North' : region,
      at % 80 === 7 ? 'ERROR' : quantity,
      at === 30 ? -price : price,
      day,
      at % 200 === 9 ? 'Main  Street' : `Street ${at % 90}`,
    ].join();
  });
  writeFileSync(
    join(folder, 'shop.csv'),
    ['code,region,quantity,price,day,street', ...lines, lines[0], 'Grand total,,1000,3000,,', ''].join('\n'),
  );
  const [dataset] = (await proposalsFor(['shop.csv'])).datasets;
  expect(dataset?.records).toBe(402);
  found = dataset?.proposals ?? [];
});

it('proposes one spelling for each value, with the rows that have another', () => {
  const spelling = step('map', 'region');
  expect(spelling?.edit).toMatchObject({ values: { NORTH: 'North' } });
  expect(spelling).toMatchObject({ records: 2, ids: [4, 9], isLossless: false });
  expect(spelling?.rows.rows.map(({ cells }) => cells)).toEqual([
    ['K-1003', 'NORTH'],
    ['K-1008', 'NORTH'],
  ]);
});

it('proposes to leave cells empty that only say so, in texts and in numbers', () => {
  expect(step('set-empty', 'region')).toMatchObject({ records: 4, ids: [6, 106, 206, 306] });
  expect(step('set-empty', 'quantity')).toMatchObject({ records: 5, ids: [8, 88, 168, 248, 328] });
});

it('ticks only what loses nothing', () => {
  expect(step('collapse-space', 'street')).toMatchObject({ records: 2, ids: [10, 210], isLossless: true });
  expect(found.filter(({ isLossless }) => isLossless)).toHaveLength(1);
});

it('finds records that stand there twice, totals, negative numbers and keys that are nearly unique', () => {
  expect(byId('no_record_twice')).toMatchObject({ records: 2, ids: [1, 401] });
  expect(byId('no_totals')).toMatchObject({ records: 1, ids: [402] });
  expect(byId('price_min')).toMatchObject({ records: 1, ids: [31] });
  expect(byId('region_values')?.edit['values']).toEqual(['North', 'South']);
});

it('proposes references between several files', async () => {
  writeFileSync(
    join(folder, 'a.csv'),
    `customer_id,name\n${Array.from({ length: 40 }, (_, at) => `C${at},N${at}`).join('\n')}\n`,
  );
  writeFileSync(
    join(folder, 'b.csv'),
    `order_id,customer_id\n${Array.from({ length: 200 }, (_, at) => `O${at},C${at % 43}`).join('\n')}\n`,
  );
  const { datasets } = await proposalsFor(['a.csv', 'b.csv']);
  expect(datasets.map(({ dataset, records }) => [dataset, records])).toEqual([
    ['a', 40],
    ['b', 200],
  ]);
});

it('says what is wrong with a file that cannot be read', async () => {
  await expect(proposalsFor(['gone.csv'])).rejects.toThrow(/gone\.csv/);
});
