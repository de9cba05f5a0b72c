import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPostgres } from '#core/sinks/database/load-postgres.ts';
import type { TableLoad } from '#core/sinks/database/table-load.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';
import { postgresPrograms, startPostgres } from './postgres-server.ts';

const shop = (target: string, mode: string): string => `winnow: 1
name: shop
datasets:
  customers:
    source: { path: customers.csv }
    columns: { customer_id: { type: text, required: true, unique: true }, email: { type: text, unique: true } }
    key: [customer_id]
  orders:
    source: { path: orders.csv }
    columns:
      order_id: { type: text, required: true, unique: true }
      customer_id: { type: text, required: true }
      ordered: { type: date }
      amount: { type: decimal, scale: 2, min: 0 }
      is_paid: { type: boolean }
      note: { type: text }
    key: [order_id]
    references: [{ columns: [customer_id], dataset: customers, severity: warning }]
exports:
  - { dataset: orders, ${target}, mode: ${mode}, indexes: [[customer_id], [ordered]] }
  - { dataset: customers, ${target}, mode: ${mode} }
`;
const orders = (...lines: string[]): string => `order_id,customer_id,ordered,amount,is_paid,note\n${lines.join('\n')}\n`;

function shopFolder(target: string, mode: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'p.yaml'), shop(target, mode));
  writeFileSync(join(folder, 'customers.csv'), 'customer_id,email\nc1,a@b.c\nc2,d@e.f\n');
  writeFileSync(
    join(folder, 'orders.csv'),
    orders('o1,c1,2024-02-29,1.10,true,é "quoted"', 'o2,c2,,,false,', 'o3,c9,2024-03-01,5,true,orphan'),
  );
  return folder;
}

const run = (folder: string, ...args: string[]) => winnow(['run', 'p.yaml', '--json', ...args], folder);
const countsOf = (stdout: string): unknown =>
  (JSON.parse(stdout) as { tables: { table: string; inserted: number; changed: number; unchanged: number }[] }).tables.map(
    ({ table, inserted, changed, unchanged }) => [table, inserted, changed, unchanged],
  );

describe('tables of a SQLite database', () => {
  it('have keys, conditions, references and indexes, and the values as they are', async () => {
    const folder = shopFolder('to: sqlite, path: shop.db', 'replace');
    const ended = await run(folder);
    expect(ended.code, ended.stderr).toBe(0);
    const path = join(folder, 'shop-exports/shop.db');
    expect(rowsOf(path, 'select * from orders order by 1')).toEqual([
      ['o1', 'c1', '2024-02-29', 1.1, 1, 'é "quoted"'],
      ['o2', 'c2', null, null, 0, null],
      ['o3', 'c9', '2024-03-01', 5, 1, 'orphan'],
    ]);
    const database = new Database(path);
    const insert = (values: string) => () =>
      database.exec(`insert into orders (order_id, customer_id, amount) values (${values})`);
    expect(insert("'o1', 'c1', 1")).toThrow('UNIQUE constraint failed');
    expect(insert("'o8', 'c1', -1")).toThrow('CHECK constraint failed: amount_min');
    expect(insert("'o8', null, 1")).toThrow('NOT NULL constraint failed');
    expect(insert("'o8', 'nobody', 1")).toThrow('FOREIGN KEY constraint failed');
    expect(
      database.prepare("select name from sqlite_schema where type = 'index' and sql is not null order by 1").pluck().all(),
    ).toEqual(['orders_customer_id_idx', 'orders_ordered_idx']);
    database.close();
    // What Winnow wrote it writes again.
    expect((await run(folder)).code).toBe(0);
  });

  it('are changed by key, and every row is counted', async () => {
    const folder = shopFolder('to: sqlite, path: shop.db', 'upsert');
    expect(countsOf((await run(folder)).stdout)).toEqual([
      ['orders', 3, 0, 0],
      ['customers', 2, 0, 0],
    ]);
    writeFileSync(join(folder, 'orders.csv'), orders('o1,c1,2024-02-29,1.10,true,é "quoted"', 'o2,c2,,7,false,', 'o4,c1,,2,,'));
    expect(countsOf((await run(folder)).stdout)).toEqual([
      ['orders', 1, 1, 1],
      ['customers', 0, 0, 2],
    ]);
    expect(rowsOf(join(folder, 'shop-exports/shop.db'), 'select order_id, amount from orders order by 1')).toEqual([
      ['o1', 1.1],
      ['o2', 7],
      ['o3', 5],
      ['o4', 2],
    ]);
  });

  it('are not given what their rows break, and the run says what that is', async () => {
    const folder = shopFolder('to: sqlite, path: shop.db', 'replace');
    const yaml = shop('to: sqlite, path: shop.db', 'replace');
    writeFileSync(
      join(folder, 'p.yaml'),
      yaml.replace('email: { type: text, unique: true }', 'email: { type: text, unique: true, severity: warning }'),
    );
    writeFileSync(join(folder, 'customers.csv'), 'customer_id,email\nc1,a@b.c\nc2,a@b.c\n');
    const { stdout } = await run(folder);
    const { tables } = JSON.parse(stdout) as { tables: { table: string; inserted: number; leftOut: string[] }[] };
    expect(tables.map(({ table, inserted, leftOut }) => [table, inserted, leftOut])).toEqual([
      ['orders', 3, []],
      ['customers', 2, ['unique (email)']],
    ]);
  });

  it('are found whatever the case of their names, and a mark within a text is none', async () => {
    const folder = shopFolder('to: sqlite, path: shop.db', 'append');
    mkdirSync(join(folder, 'shop-exports'));
    const path = join(folder, 'shop-exports/shop.db');
    const other = new Database(path);
    other.exec("create table ORDERS (order_id text default 'written by Winnow', customer_id, ordered, amount, is_paid, note)");
    other.exec("insert into ORDERS (order_id) values ('theirs')");
    other.close();
    expect((await run(folder)).code).toBe(0);
    expect(rowsOf(path, 'select count(*) from orders')).toEqual([[4]]);
    writeFileSync(join(folder, 'p.yaml'), shop('to: sqlite, path: shop.db', 'replace'));
    expect((await run(folder)).stderr).toContain('has a table orders that Winnow did not write');
  });

  it('of one key are one row where they are changed by key: the last', async () => {
    const folder = shopFolder('to: sqlite, path: shop.db', 'upsert');
    const yaml = shop('to: sqlite, path: shop.db', 'upsert').replace(
      'order_id: { type: text, required: true, unique: true }',
      'order_id: { type: text, required: true, unique: true, severity: warning }',
    );
    writeFileSync(join(folder, 'p.yaml'), yaml);
    writeFileSync(join(folder, 'orders.csv'), orders('o1,c1,,1,,', 'o1,c1,,2,,', 'o2,c1,,3,,'));
    expect(countsOf((await run(folder)).stdout)).toEqual([
      ['orders', 2, 0, 0],
      ['customers', 2, 0, 0],
    ]);
    writeFileSync(join(folder, 'orders.csv'), orders('o1,c1,,1,,', 'o1,c1,,2,,', 'o2,c1,,4,,', 'o3,c1,,5,,', 'o3,c1,,6,,'));
    expect(countsOf((await run(folder)).stdout)).toEqual([
      ['orders', 1, 1, 1],
      ['customers', 0, 0, 2],
    ]);
    expect(rowsOf(join(folder, 'shop-exports/shop.db'), 'select order_id, amount from orders order by 1')).toEqual([
      ['o1', 2],
      ['o2', 4],
      ['o3', 6],
    ]);
  });

  it.each([
    ['path: ../shop.db', 'leaves the folder of the exports'],
    ['path: shop.db, table: main.orders', 'must be one name without dots'],
    ['path: shop.db, table: ORDERS', 'two exports would be written to'],
  ])('are refused where they would be written astray: %s', async (target, message) => {
    const folder = shopFolder(`to: sqlite, ${target}`, 'replace');
    expect((await run(folder)).stderr).toContain(message);
  });

  it('of somebody else are not replaced unless that is asked for', async () => {
    const folder = shopFolder('to: sqlite, path: shop.db', 'replace');
    mkdirSync(join(folder, 'shop-exports'));
    const other = new Database(join(folder, 'shop-exports/shop.db'));
    other.exec('create table orders (precious text); insert into orders values (1)');
    other.close();
    const refused = await run(folder);
    expect(refused.stderr).toContain('has a table orders that Winnow did not write');
    expect(refused.code).toBe(2);
    expect(rowsOf(join(folder, 'shop-exports/shop.db'), 'select precious from orders')).toEqual([['1']]);
    expect((await run(folder, '--force')).code).toBe(0);
  });

  it('an upsert without a key is refused before anything is read', async () => {
    const folder = shopFolder('to: sqlite, path: shop.db', 'upsert');
    writeFileSync(join(folder, 'p.yaml'), shop('to: sqlite, path: shop.db', 'upsert').replace('    key: [order_id]\n', ''));
    expect((await run(folder)).stderr).toContain('upsert needs a key to find the rows by; give orders a key');
  });
});

if (!postgresPrograms && process.env['CI']) console.warn('PostgreSQL is not installed: its tests are skipped');

describe.skipIf(!postgresPrograms)('tables of PostgreSQL', () => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let client: pg.Client;
  beforeAll(async () => {
    server = await startPostgres();
    client = new pg.Client(server.url);
    // The server ends first.
    client.on('error', () => undefined);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    server.stop();
  });
  const runWith = (folder: string, ...args: string[]) =>
    winnow(['run', 'p.yaml', '--json', ...args], folder, { SHOP: server.url });
  const address = ['$', '{SHOP}'].join('');
  const target = `to: postgres, url: '${address}'`;
  const asked = async (query: string): Promise<unknown[][]> =>
    (await client.query({ text: query, rowMode: 'array' })).rows as unknown[][];

  it('have keys and conditions, which hold for later rows where rows of the run break them', async () => {
    const folder = shopFolder(target, 'replace');
    const ended = await runWith(folder);
    expect(ended.code, ended.stderr).toBe(0);
    expect(await asked('select order_id, ordered::text, amount::text, is_paid, note from orders order by 1')).toEqual([
      ['o1', '2024-02-29', '1.10', true, 'é "quoted"'],
      ['o2', null, null, false, null],
      ['o3', '2024-03-01', '5.00', true, 'orphan'],
    ]);
    await expect(client.query("insert into orders (order_id, customer_id) values ('o1', 'c1')")).rejects.toThrow('orders_pkey');
    await expect(client.query("insert into orders values ('o8', 'c1', null, -1)")).rejects.toThrow('amount_min');
    await expect(client.query("insert into orders (order_id, customer_id) values ('o8', 'nobody')")).rejects.toThrow('fkey');
    expect(JSON.stringify(JSON.parse(ended.stdout))).toContain('foreign key (customer_id) for rows whose parents are not clean');
    expect((await runWith(folder)).code).toBe(0);
  });

  it('are changed by key, and every row is counted', async () => {
    const folder = shopFolder(target, 'upsert');
    const yaml = shop(target, 'upsert').replace(/dataset: (orders|customers), to/g, 'dataset: $1, table: upserted_$1, to');
    writeFileSync(join(folder, 'p.yaml'), yaml);
    expect(countsOf((await runWith(folder)).stdout)).toEqual([
      ['upserted_orders', 3, 0, 0],
      ['upserted_customers', 2, 0, 0],
    ]);
    writeFileSync(join(folder, 'orders.csv'), orders('o1,c1,2024-02-29,1.10,true,é "quoted"', 'o2,c2,,7,false,', 'o4,c1,,2,,'));
    expect(countsOf((await runWith(folder)).stdout)).toEqual([
      ['upserted_orders', 1, 1, 1],
      ['upserted_customers', 0, 0, 2],
    ]);
  });

  it('are read with the exact text of every value, and what was written comes back', async () => {
    await client.query('drop table if exists nasty');
    await client.query(`create table nasty as select * from (values
      (1, '007', 12345678901234567890.10::numeric, 1e-7::float8, '2024-02-29 10:11:12.123456+02'::timestamptz, E'tab\\there', true),
      (2, '', null, 0.1::float8, null, E'line\\nbreak "and" \\\\ back', false),
      (3, null, -0.00::numeric, 'NaN'::float8, null, 'é😀, comma', null)) as t (n, code, amount, ratio, at, note, flag)`);
    const folder = newFolder();
    writeFileSync(
      join(folder, 'p.yaml'),
      `winnow: 1
name: nasty
datasets:
  nasty:
    source: { format: postgres, url: '${address}', table: nasty }
    columns:
      n: { type: integer, required: true }
      code: { type: text }
      amount: { type: decimal }
      ratio: { type: text }
      at: { type: timestamp }
      note: { type: text }
      flag: { type: boolean }
    key: [n]
exports: [{ dataset: nasty, to: postgres, url: '${address}', table: nasty_again }]
`,
    );
    const ended = await runWith(folder);
    expect(ended.code, ended.stderr).toBe(0);
    expect(rowsOf(join(folder, 'nasty.winnow'), 'select code, amount, ratio, at, note, flag from raw_nasty order by n')).toEqual([
      ['007', '12345678901234567890.10', '1e-07', '2024-02-29 08:11:12.123456+00', 'tab\there', 't'],
      ['', '', '0.1', '', 'line\nbreak "and" \\ back', 'f'],
      ['', '0.00', 'NaN', '', 'é😀, comma', ''],
    ]);
    expect(await asked('select n::text, code, amount, at, note, flag from nasty_again order by 1')).toEqual([
      ['1', '007', '12345678901234567890.1', '2024-02-29T08:11:12.123456Z', 'tab\there', true],
      ['2', null, null, null, 'line\nbreak "and" \\ back', false],
      ['3', null, '0', null, 'é😀, comma', null],
    ]);
  });

  it('a query that ends its statement and begins another does nothing', async () => {
    await client.query('create table victim (k int)');
    const folder = newFolder();
    const query = 'select 1 as k) to stdout; commit; drop table victim; copy (select 2 as k';
    writeFileSync(
      join(folder, 'p.yaml'),
      `winnow: 1\nname: q\ndatasets:\n  q:\n    source: { format: postgres, url: '${address}', query: ${JSON.stringify(query)} }\n    columns: { k: { type: integer } }\n`,
    );
    const ended = await runWith(folder);
    expect(ended.stderr).toContain('the query cannot be read from PostgreSQL');
    expect(ended.code).toBe(2);
    expect(await asked('select count(*)::int from victim')).toEqual([[0]]);
  });

  it('rows of one empty cell are records, and their files are gone after the run', async () => {
    const folder = newFolder();
    const query = "select k from (values ('a'), (null), ('b')) v (k)";
    writeFileSync(
      join(folder, 'p.yaml'),
      `winnow: 1\nname: q\nrun_date: 2020-01-15\ndatasets:\n  q:\n    source: { format: postgres, url: '${address}', query: ${JSON.stringify(query)} }\n    columns: { k: { type: text, required: true } }\n`,
    );
    const { stdout } = await runWith(folder);
    expect(JSON.parse(stdout)).toMatchObject({ datasets: { q: { read: 3, clean: 2, exceptions: 1, blank: 0 } } });
    expect(readdirSync(folder).filter((name) => name.includes('tables'))).toEqual([]);
    expect(rowsOf(join(folder, 'q.winnow'), 'select today from runs')).toEqual([['2020-01-15']]);
  });

  it('keep a waived row that breaks a limit, and nothing of any database where another fails', async () => {
    await client.query('drop table if exists limited');
    const folder = newFolder();
    const yaml = (more: string): string =>
      `winnow: 1\nname: l\ndatasets:\n  l:\n    source: { path: l.csv }\n    columns: { k: { type: text }, v: { type: decimal, max: 10, severity: warning } }\n    key: [k]\nexports:\n  - { dataset: l, to: postgres, url: '${address}', table: limited, mode: append }\n${more}`;
    writeFileSync(join(folder, 'l.csv'), 'k,v\na,9\nb,50\n');
    writeFileSync(join(folder, 'p.yaml'), yaml(''));
    const ended = await runWith(folder);
    expect(ended.code, ended.stderr).toBe(0);
    expect(await asked('select k, v::text from limited order by 1')).toEqual([
      ['a', '9'],
      ['b', '50'],
    ]);
    await expect(client.query("insert into limited values ('c', 11)")).rejects.toThrow('v_max');
    const out = join(folder, 'l-exports');
    mkdirSync(out, { recursive: true });
    const other = new Database(join(out, 'x.db'));
    other.exec('create table l (z int)');
    other.close();
    writeFileSync(join(folder, 'p.yaml'), yaml('  - { dataset: l, to: sqlite, path: x.db, mode: append }\n'));
    expect((await runWith(folder)).code).toBe(3);
    expect(await asked('select count(*)::int from limited')).toEqual([[2]]);
  });

  it('a lost connection leaves nothing half-written', async () => {
    await client.query('drop table if exists big; create table big (n bigint primary key)');
    await client.query('insert into big values (-1)');
    let written = 0;
    const load: TableLoad = {
      ...{ table: 'big', mode: 'append', key: ['n'], uniques: [], references: [], indexes: [] },
      columns: [{ name: 'n', kind: { kind: 'integer' }, isRequired: true }],
      rows: function* () {
        for (; written < 200_000; written++) yield [{ text: String(written), isQuoted: false }];
      },
      report: (rows) => {
        if (rows === 100_000)
          void client
            .query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'winnow'")
            .catch(() => undefined);
      },
    };
    await expect(loadPostgres(server.url, [load])).rejects.toThrow('nothing was written there');
    expect(await asked('select n::text from big')).toEqual([['-1']]);
  });

  it('say why there is no connection, and never the password', async () => {
    const folder = shopFolder(target, 'replace');
    const refused = await winnow(['run', 'p.yaml'], folder, { SHOP: 'postgres://winnow:secret-word@127.0.0.1:1/postgres' });
    expect(refused.stderr).toContain('postgres://winnow@127.0.0.1:1/postgres: no server answers there');
    expect(refused.stderr).not.toContain('secret-word');
    expect(refused.code).toBe(2);
    const none = await winnow(['run', 'p.yaml'], folder, { SHOP: server.url.replace(/postgres$/, 'nowhere') });
    expect(none.stderr).toContain('there is no such database on the server');
    const literal = shop("to: postgres, url: 'postgres://u:secret-word@h/d'", 'replace');
    writeFileSync(join(folder, 'p.yaml'), literal);
    const written = await winnow(['run', 'p.yaml'], folder);
    expect(written.stderr).toContain('holds a password; keep the address in a variable of the environment');
  });
});
