import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '#core/definition/models/model.ts';
import { recordsBehind } from '#core/models/records-behind.ts';
import { addSqlFunctions } from '#core/records/add-sql-functions.ts';
import { createCurrentRun } from '#core/records/current-run.ts';
import { selectParts } from '#core/sql/select-parts.ts';
import type { Database } from '#core/workspace/open.ts';
import { asked } from '../asked.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = (pipeline: string): string => join(folder, `${pipeline}.winnow`);
const pipelines = ['sales', 'transactions', 'storefront', 'warehouse', 'clickstream'] as const;

beforeAll(async () => {
  const ended = await Promise.all(
    pipelines.map((name) => winnow(['run', name, '--workspace', workspace(name), '--out', join(folder, name)], folder)),
  );
  expect(ended.map(({ code }) => code)).toEqual(pipelines.map(() => 0));
});

describe('rows of datasets and models', () => {
  const { ask, close } = asked(() => workspace('warehouse'));
  afterAll(close);

  it('pages by cursor are the whole table, each row once, in any order', async () => {
    const columns = ['order_status', '-order_amount', 'order_date', '-user_key', '-order_status'];
    await fc.assert(
      fc.asyncProperty(fc.subarray(columns, { maxLength: 3 }), fc.integer({ min: 300, max: 1000 }), async (order, limit) => {
        const asked = { name: 'fact_orders', order: order.join(','), limit };
        const ids: unknown[] = [];
        for (let cursor: string | undefined; ; ) {
          const page = await ask().data.page({ ...asked, ...(cursor !== undefined && { cursor }) });
          ids.push(...page.rows.map((row) => row['id']));
          if (page.next === null) break;
          cursor = page.next;
        }
        const all = await ask().data.page({ ...asked, limit: 1000 });
        const rest = await ask().data.page({ ...asked, limit: 1000, offset: 1000 });
        expect(ids).toEqual([...all.rows, ...rest.rows].map((row) => row['id']));
        expect(new Set(ids).size).toBe(all.total);
      }),
      { numRuns: 20 },
    );
  });

  it('filters, searches and finds one row by its key', async () => {
    const status = { column: 'order_status', operator: 'equals' as const, value: 'returned', values: [] };
    const { rows, total } = await ask().data.page({ name: 'orders', filter: [status], limit: 1000 });
    expect(rows.length).toBe(total);
    expect(new Set(rows.map((row) => row['order_status']))).toEqual(new Set(['returned']));
    const [first] = rows;
    expect((await ask().data.row({ name: 'orders', key: String(first?.['order_id']) })).body).toEqual(first);
    const found = await ask().data.page({ name: 'orders', search: String(first?.['order_id']) });
    expect(found.rows).toEqual([first]);
    const { body: unknown } = await ask().data.row({ name: 'dim_users', key: '0' });
    expect(unknown['user_id']).toBe('unknown');
  });

  it('refuses what is not there, and a cursor of another order', async () => {
    await expect(ask().data.page({ name: 'order' })).rejects.toThrow('did you mean orders?');
    await expect(ask().data.page({ name: 'orders', order: 'price' })).rejects.toThrow('there is no column "price"');
    await expect(ask().data.row({ name: 'orders', key: 'nobody' })).rejects.toThrow('no row whose order_id is nobody');
    const { next } = await ask().data.page({ name: 'orders', limit: 10 });
    await expect(ask().data.page({ name: 'orders', order: '-order_date', cursor: String(next) })).rejects.toThrow(
      'another order',
    );
    await expect(ask().data.page({ name: 'orders', cursor: 'x' })).rejects.toThrow('begin again without it');
  });

  it('lists every table with what it refers to and who reads it', async () => {
    const tables = await ask().data.tables({});
    const fact = tables.find(({ name }) => name === 'fact_orders');
    expect(fact?.references.map(({ table }) => table)).toEqual(['dim_users', 'dim_products', 'dim_date']);
    expect(fact?.usedBy).toContain('monthly_orders');
    expect(fact?.rowsOf).toBe('orders');
  });
});

describe('the records behind a row', () => {
  const own = newFolder();
  const { ask, close } = asked(() => join(own, 'p.winnow'));
  afterAll(close);
  const models: Readonly<Record<string, readonly [sql: string, behind: readonly (readonly number[] | string)[]]>> = {
    by_region: ['select region, sum(amount) as total from clean_o group by region', [[1, 2], [3, 5], [4]]],
    by_alias: [
      'select substr(odate, 1, 4) as odate, count(*) as n from clean_o where amount < 30 group by odate',
      ['does not show'],
    ],
    scalar: ['select order_id, max(amount, 5) as most from clean_o', [[1], [2], [3], [4], [5]]],
    inner_count: [
      'select o.order_id, (select count(*) from clean_c c where c.cid = o.cid) as n from clean_o o',
      ['not one plain select'],
    ],
    other_column: [
      'select o.region, count(*) as n from clean_o o join clean_c c on c.cid = o.cid group by c.region',
      ['does not show'],
    ],
    other_text: [
      "select case when region = 'N' then 1 else 0 end as k, count(*) as n from clean_o group by case when region = 'n' then 1 else 0 end",
      ['does not show'],
    ],
    right_join: [
      'select c.cid, count(o.order_id) as n from clean_o o right join clean_c c on c.cid = o.cid group by c.cid',
      ['not one plain select'],
    ],
    own_table: [
      'with clean_o as (select * from clean_c) select cid, count(*) as n from clean_o group by cid',
      ['not one plain select'],
    ],
    twins: ['select region from clean_o', ['look the same']],
    huge: ['select order_id, 9007199254740992 + id as h from clean_o', []],
    joined: [
      'select c.region, sum(o.amount) as total from clean_o o join clean_c c on c.cid = o.cid group by 1',
      [
        [2, 5],
        [1, 3],
      ],
    ],
  };
  beforeAll(async () => {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      join(own, 'o.csv'),
      'order_id,region,cid,odate,amount\no1,N,c1,2024-01-01,10\no2,N,c2,2024-02-01,20\no3,S,c1,2023-03-01,20.40\no4,n,c9,2023-04-01,30\no5,S,c2,2024-05-01,30\n',
    );
    writeFileSync(join(own, 'c.csv'), 'cid,region\nc1,S\nc2,N\nc3,S\n');
    const yaml = Object.entries(models).map(([name, [text]]) => `  - { name: ${name}, sql: ${JSON.stringify(text)} }`);
    writeFileSync(
      join(own, 'p.yaml'),
      `winnow: 1\nname: p\ndatasets:\n  o: { source: { path: o.csv }, columns: { order_id: {}, region: {}, cid: {}, odate: {}, amount: { type: decimal, scale: 2 } } }\n  c: { source: { path: c.csv }, columns: { cid: {}, region: {} } }\nmodels:\n${yaml.join('\n')}\n`,
    );
    const ended = await winnow(['run', 'p.yaml', '--workspace', 'p.winnow'], own);
    expect(ended.code, ended.stderr).toBe(0);
  });

  it('whole numbers keep every digit, and pages in their order end', async () => {
    const seen: unknown[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await ask().data.page({ name: 'huge', order: '-h', limit: 1, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.rows.map((row) => row['h']));
      if (page.next === null || seen.length > 9) break;
      cursor = page.next;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map((more) => String(9007199254740992n + BigInt(more))));
  });

  it.each(Object.entries(models))('of %s are these, or it says why they cannot be told', async (name, [, expected]) => {
    const { rows } = await ask().data.page({ name });
    for (const [place, wanted] of expected.entries()) {
      const { ids, reason } = await ask().data.behind({ name, id: Number(rows[place]?.['id']) });
      if (typeof wanted === 'string') expect(reason).toContain(wanted);
      else expect(ids).toEqual(wanted);
    }
  });
});

/** Rows whose records are looked for, at most, of one model. */
const looked = 60;

describe.each(pipelines)('the records behind the rows of %s', (pipeline) => {
  it('make these rows again, and no other record has a part in them', () => {
    const database = new BetterSqlite3(workspace(pipeline), { readonly: true });
    addSqlFunctions(database);
    const run = createCurrentRun(database)();
    let resolved = 0;
    for (const model of run.pipeline.models) {
      const parts = selectParts(model.sql);
      if (!parts || model.kind !== 'table') continue;
      const ids = database.prepare<[], number>(`select id from "${model.name}"`).pluck().all();
      const step = Math.max(1, Math.floor(ids.length / looked));
      for (const id of ids.filter((_, index) => index % step === 0)) {
        const { dataset, ids: records } = recordsBehind(database, run, { name: model.name, id });
        const source = run.pipeline.models.find(({ name }) => name === parts.table);
        // What sums up a summary is made of more than one row of it.
        if (dataset === null || (source && source.rowsOf === undefined)) continue;
        resolved++;
        const own = narrowed(database, parts.table, records, () => rebuilt(database, model, id));
        expect(own.again, `${model.name} ${id}`).toContainEqual(own.row);
      }
    }
    expect(resolved).toBeGreaterThan(10);
    database.close();
  });
});

/** Looks while only some records of a table are there. */
function narrowed<Found>(database: Database, table: string, ids: readonly number[], look: () => Found): Found {
  database.exec(`create temp view "${table}" as select * from main."${table}" where id in (${ids.join(', ')})`);
  try {
    return look();
  } finally {
    database.exec(`drop view temp."${table}"`);
  }
}

/** A row of a model, and the rows that its SQL gives now, in its decimal places; numbers to nine digits. */
function rebuilt(database: Database, { name, sql: text, columns: declared }: Model, id: number) {
  const plain = (rows: readonly unknown[][]): unknown[][] =>
    rows.map((row) => row.map((value) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value)));
  const columns = database
    .prepare(text)
    .columns()
    .map((column) => ({ name: `"${column.name}"`, scale: declared[column.name]?.scale }));
  const rounded = columns.map((column) =>
    column.scale === undefined ? column.name : `to_places(${column.name}, ${column.scale})`,
  );
  const again = plain(
    database
      .prepare<[], unknown[]>(`select ${rounded.join(', ')} from (${text})`)
      .raw()
      .all(),
  );
  const own = `select ${columns.map((column) => column.name).join(', ')} from main."${name}" where id = ?`;
  const [row] = plain(database.prepare<[number], unknown[]>(own).raw().all(id));
  return { again, row };
}
