import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelSpec } from '#core/contract/model-builder.ts';
import { createRandom } from '#core/generate/random.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);
const yaml = `winnow: 1
name: shop # ours
datasets:
  towns:
    source: { path: towns.csv }
    columns: { town: { type: text }, "select": { type: text } }
    key: [town]
  customers:
    source: { path: customers.csv }
    columns: { customer: { type: text }, town: { type: text } }
    key: [customer]
    references: [{ columns: [town], dataset: towns }]
  orders:
    source: { path: orders.csv }
    columns: { no: { type: integer }, customer: { type: text }, day: { type: date }, amount: { type: decimal, scale: 2 } }
    key: [no]
    references:
      - { columns: [customer], dataset: customers }
`;
const random = createRandom(3);
const pick = (texts: readonly string[]): string => texts[Math.floor(random.next() * texts.length)] ?? '';
const customers = ['A', 'B', 'C', 'D'].map((customer) => [customer, pick(['Ayr', 'Bute'])] as const);
const orders = Array.from({ length: 120 }, (_, no) => ({
  no,
  customer: pick(['A', 'B', 'C', 'D']),
  day: `2024-0${1 + Math.floor(random.next() * 3)}-1${no % 9}`,
  cents: Math.floor(random.next() * 10_000),
}));

beforeAll(async () => {
  writeFileSync(join(folder, 'towns.csv'), "town,select\nAyr,O'Brien\nBute,West\nCraig,\n");
  writeFileSync(join(folder, 'customers.csv'), `customer,town\n${customers.map((cells) => cells.join(',')).join('\n')}\n`);
  const lines = orders.map(({ no, customer, day, cents }) => `${no},${customer},${day},${(cents / 100).toFixed(2)}`);
  writeFileSync(join(folder, 'orders.csv'), `no,customer,day,amount\n${lines.join('\n')}\n`);
  writeFileSync(join(folder, 'pipeline.yaml'), yaml);
  const ended = await runHere(folder, 'pipeline.yaml', workspace);
  expect(ended.code, ended.stderr).toBe(0);
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

const tried = async (asked: { readonly spec?: ModelSpec; readonly sql?: string }) => {
  const { trial, problem } = await ask().pipeline.model(asked);
  if (!trial) throw new Error(problem ?? '');
  return trial;
};
const build = (spec: Partial<ModelSpec>) =>
  tried({ spec: { table: 'orders', joins: [], by: [], measures: [], where: [], ...spec } });

describe('a model that is described', () => {
  it('groups, measures and joins as counting by hand does', async () => {
    const made = await build({
      joins: ['customers', 'towns'],
      by: [
        { column: 'towns.select', step: 'value' },
        { column: 'day', step: 'month' },
      ],
      measures: [{ of: 'rows' }, { of: 'sum', column: 'amount' }, { of: 'different', column: 'customer' }],
      where: [{ column: 'amount', operator: 'at least', value: '5' }],
    });
    expect(made.columns).toEqual(['select', 'month', 'records', 'amount', 'different_customer']);
    expect(made.scales).toEqual({ amount: 2 });
    const townOf = new Map(customers);
    const groups = Map.groupBy(
      orders.filter(({ cents }) => cents >= 500),
      ({ customer, day }) => `${townOf.get(customer) === 'Ayr' ? "O'Brien" : 'West'} ${day.slice(0, 7)}`,
    );
    expect(made.count).toBe(groups.size);
    for (const [region, month, records, amount, different] of made.rows) {
      const own = groups.get(`${region} ${month}`) ?? [];
      expect(records).toBe(own.length);
      expect(Number(amount)).toBeCloseTo(own.reduce((sum, { cents }) => sum + cents, 0) / 100, 6);
      expect(different).toBe(new Set(own.map(({ customer }) => customer)).size);
    }
  });

  it('becomes a version of the pipeline whose table holds the same, and goes again', async () => {
    const made = await build({
      joins: ['customers'],
      by: [{ column: 'customers.town', step: 'value' }],
      measures: [{ of: 'average', column: 'amount' }],
    });
    const model = { kind: 'add' as const, name: 'by_town', sql: made.sql, scales: made.scales };
    const { yaml: next } = await ask().pipeline.change({ yaml, changes: [], models: [model] });
    expect(next.startsWith(yaml)).toBe(true);
    writeFileSync(join(folder, 'next.yaml'), next);
    const other = join(folder, 'x.winnow');
    const ended = await runHere(folder, 'next.yaml', other);
    expect(ended.code, ended.stderr).toBe(0);
    const rounded = made.rows.map(([town, amount]) => [town, Number(Number(amount).toFixed(4))]);
    expect(rowsOf(other, 'select town, average_amount from by_town order by 1')).toEqual(rounded);
    await expect(ask().pipeline.change({ yaml: next, changes: [], models: [model] })).rejects.toThrow(
      'there is already a model by_town; choose another name',
    );
    const changed = { ...model, kind: 'change' as const, sql: 'select 1 as one', scales: {} };
    const { yaml: edited } = await ask().pipeline.change({ yaml: next, changes: [], models: [changed] });
    expect(edited).toContain('select 1 as one');
    const { yaml: without } = await ask().pipeline.change({
      yaml: edited,
      changes: [],
      models: [{ kind: 'remove', name: 'by_town' }],
    });
    expect(without).toBe(yaml);
  });

  it('finds texts with quotes, and what is empty', async () => {
    const by = [{ column: 'town', step: 'value' as const }];
    const found = async (where: ModelSpec['where']) => (await build({ table: 'towns', by, where })).rows.flat();
    expect(await found([{ column: 'select', operator: 'equals', value: "O'Brien" }])).toEqual(['Ayr']);
    // What is empty differs from every text, as it does in a grid.
    expect(await found([{ column: 'select', operator: 'differs', value: "O'Brien" }])).toEqual(['Bute', 'Craig']);
    expect(await found([{ column: 'select', operator: 'is empty', value: '' }])).toEqual(['Craig']);
  });

  it('takes the SQL that a definition takes, and no other', async () => {
    expect((await tried({ sql: 'select 1 as a; ' })).rows).toEqual([[1]]);
    expect((await tried({ sql: 'select length(:run_date) as days' })).rows).toEqual([[10]]);
    expect((await tried({ sql: 'select 9007199254740993 as big, 1e999 as endless' })).rows).toEqual([
      ['9007199254740993', 'Infinity'],
    ]);
    for (const sql of [
      ...['select random() as r', 'select hash from api_keys', "select date('now') as d"],
      ...['select 1 as a /* c', 'select ? as a', 'select :x as a', 'select * from records_orders_1', ''],
    ])
      expect(await tried({ sql }).catch((error: Error) => error.message), sql).toEqual(expect.any(String));
  });

  it('is refused with a sentence where it cannot be', async () => {
    const by = [{ column: 'no', step: 'value' as const }];
    await expect(build({})).rejects.toThrow('choose the columns that make a row');
    await expect(build({ by, joins: ['towns'] })).rejects.toThrow('orders does not refer to towns; add a reference first');
    await expect(build({ by: [{ column: 'towns.town', step: 'value' }] })).rejects.toThrow('there is no column "town" in towns');
    await expect(build({ measures: [{ of: 'sum', column: 'customer' }] })).rejects.toThrow('is not a column of numbers');
    await expect(build({ by, where: [{ column: 'no', operator: 'equals', value: '1 or 1' }] })).rejects.toThrow(
      'is not a number',
    );
    await expect(tried({ sql: 'delete from clean_orders' })).rejects.toThrow('one select that changes nothing');
    await expect(tried({ sql: 'select nope from clean_orders' })).rejects.toThrow('no such column: nope');
  });
});
