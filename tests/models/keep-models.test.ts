import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const models = ['days', 'spent', 'dim_users', 'fact_visits', 'names', 'top'] as const;

const definition = `winnow: 1
name: shop
datasets:
  users:
    source: { path: users.csv }
    key: [user]
    columns: { user: { type: text, unique: true }, name: { type: text } }
  orders:
    source: { path: orders.csv }
    columns: { user: { type: text }, amount: { type: integer, min: 0 } }
  visits:
    source: { path: visits.csv }
    key: [visit]
    columns: { visit: { type: text, unique: true }, user: { type: text }, day: { type: date, formats: [yyyy-MM-dd] } }
models:
  - { name: days, sql: "select day, count(*) as visits from clean_visits group by day order by day" }
  - { name: spent, sql: "select user, sum(amount) as spent from clean_orders group by user order by user" }
  - { name: dim_users, kind: dimension, from: users, key: [user], join: [{ table: spent, on: { user: user } }], columns: { spent: { type: integer, sql: "coalesce(spent.spent, 0)" } } }
  - { name: fact_visits, kind: fact, from: visits, grain: [visit], dimensions: [{ dimension: dim_users, on: { user: user } }], degenerate: [day] }
  - { name: names, sql: "select user, name from dim_users order by user" }
  - { name: top, sql: "select user, spent from dim_users order by spent desc" }
`;

async function run(text = definition): Promise<void> {
  writeFileSync(join(folder, 'pipeline.yaml'), text);
  const { code, stderr } = await runHere(folder, 'pipeline.yaml', workspace);
  expect(code, stderr).toBe(0);
}

/** The models that the last run built; the others keep the name of the run that did. */
function built(): readonly string[] {
  const [last] = rowsOf(workspace, 'select run_id from runs order by run_no desc limit 1')[0] ?? [];
  return models.filter((name) => rowsOf(workspace, `select distinct run_id from ${name}`).some(([id]) => id === last));
}

beforeAll(async () => {
  writeFileSync(join(folder, 'users.csv'), 'user,name\nA,Ann\nB,Bo\n');
  writeFileSync(join(folder, 'orders.csv'), 'user,amount\nA,5\nB,7\nA,-1\n');
  writeFileSync(join(folder, 'visits.csv'), 'visit,user,day\n1,A,2024-01-01\n2,B,2024-01-01\n3,C,2024-01-02\n');
  await run();
  expect(built()).toEqual(models);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('nothing is built again where nothing changed', async () => {
  await run();
  expect(built()).toEqual([]);
});

it('what reads a dataset with new records is, and what reads columns that changed because of that', async () => {
  appendFileSync(join(folder, 'orders.csv'), 'B,9\n');
  await run();
  expect(built()).toEqual(['spent', 'dim_users', 'top']);
  expect(rowsOf(workspace, 'select user, spent from top')).toEqual([
    ['B', 16],
    ['A', 5],
    ['unknown', null],
  ]);
  expect(rowsOf(workspace, 'select visit from fact_visits')).toHaveLength(3);
});

it('new records that are exceptions leave what is built of clean rows as it is', async () => {
  appendFileSync(join(folder, 'orders.csv'), 'B,-9\n');
  await run();
  expect(built()).toEqual(['spent']);
  expect(rowsOf(workspace, 'select user, spent from top')[0]).toEqual(['B', 16]);
});

it('a rule that makes other records clean has its models built again', async () => {
  await run(definition.replace('min: 0', 'min: -5'));
  expect(built()).toEqual(['spent', 'dim_users', 'top']);
  expect(rowsOf(workspace, 'select spent from spent')).toEqual([[4], [16]]);
});

it('a model that is written otherwise is built, and what reads it where its rows are others', async () => {
  const text = definition.replace('min: 0', 'min: -5');
  await run(text.replace('select user, sum(amount)', 'select user, sum(amount + 0)'));
  expect(built()).toEqual(['spent']);
  await run(text.replace('sum(amount) as spent', 'sum(amount * 2) as spent'));
  expect(built()).toEqual(['spent', 'dim_users', 'top']);
});

it('0 is not 0.0, and a quoted name may hold quotes', async () => {
  const own = join(folder, 'exact');
  const path = join(own, 'w.winnow');
  mkdirSync(own);
  writeFileSync(join(own, 'c.csv'), 'k\na\nb\n');
  writeFileSync(join(own, 'o.csv'), 'k,amount\na,1.00\na,2.00\na,3.00\na,4.00\n');
  const sum = 'select sum(amount) from clean_o o where o.k = c.k';
  writeFileSync(
    join(own, 'pipeline.yaml'),
    `winnow: 1
name: exact
datasets:
  c: { source: { path: c.csv }, columns: { k: { type: text } } }
  o: { source: { path: o.csv }, columns: { k: { type: text }, amount: { type: decimal, scale: 2 } } }
models:
  - { name: sums, sql: 'select c.k, coalesce((${sum}), 0) as amount, (${sum}) as "A""b" from clean_c c order by c.k' }
  - { name: kinds, sql: "select k, typeof(amount) as kind from sums" }
  - { name: quoted, sql: 'select k, "A""b" as b from sums' }
`,
  );
  const go = async (): Promise<void> => {
    const { code, stderr } = await runHere(own, 'pipeline.yaml', path);
    expect(code, stderr).toBe(0);
  };
  await go();
  appendFileSync(join(own, 'o.csv'), 'b,5.00\nb,-5.00\n');
  await go();
  expect(rowsOf(path, "select kind from kinds where k = 'b'")).toEqual([['real']]);
  expect(rowsOf(path, "select b from quoted where k = 'b'")).toEqual([[0]]);
});
