import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder } from '../winnow.ts';

const rows = 5000;
/** More pairs than any machine counts within the time of a test. */
const endlessOver = (table: string): string =>
  `select count(*) as n from ${table} a join ${table} b on a.code <> b.code join ${table} c on c.code <> b.code`;
let folder: string;
let engine: ReturnType<typeof createEngine>;
const ask = () => createRouterClient(engine.router);
const written = (more: string): string => {
  const path = join(folder, 'p.yaml');
  writeFileSync(
    path,
    `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    columns: { code: { type: text }, region: { type: text } }
${more}`,
  );
  return path;
};

beforeEach(() => {
  folder = newFolder();
  const lines = Array.from({ length: rows }, (_, index) => `c${index},N`);
  writeFileSync(join(folder, 'orders.csv'), ['code,region', ...lines, ''].join('\n'));
  engine = createEngine(join(folder, 'w.winnow'));
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('SQL of a pipeline that would take for ever', () => {
  it.each(['clean_orders', 'raw_orders', 'codes'])(
    'over %s ends with the run that is stopped, which notes it and can go on',
    async (table) => {
      const pipeline = written(`models:
  - { name: codes, sql: "select code from clean_orders" }
  - { name: pairs, sql: "${endlessOver(table)}" }
`);
      const { ticket } = await ask().runs.start({ pipeline });
      let isAsked = false;
      for await (const event of await ask().runs.progress({ ticket })) {
        if (event.kind === 'ended') expect(event.code).toBe('CANCELLED');
        if (isAsked || event.kind !== 'progress' || event.progress.dataset !== 'pairs') continue;
        isAsked = true;
        await ask().runs.stop({ ticket });
      }
      expect(isAsked).toBe(true);
      expect(rowsOf(join(folder, 'w.winnow'), 'select status, is_resumable from runs')).toEqual([['cancelled', 1]]);
    },
  );

  it('keeps nothing else waiting in a chart, and ends when nobody waits for it', async () => {
    const pipeline = written(`models: [{ name: regions, sql: "select region, count(*) as n from clean_orders group by region" }]
charts:
  - { id: pairs, title: Pairs, kind: bar, x: n, y: n, sql: "${endlessOver('clean_orders')}" }
  - { id: regions, title: Regions, kind: bar, x: region, y: n, sql: "select * from regions" }
`);
    const { ticket } = await ask().runs.start({ pipeline });
    for await (const event of await ask().runs.progress({ ticket })) if (event.kind === 'ended') expect(event.message).toBeNull();
    const leave = new AbortController();
    const left = ask().charts.data({ id: 'pairs' }, { signal: leave.signal });
    const next = ask().charts.data({ id: 'regions' });
    expect((await ask().records.sum({ dataset: 'orders', search: 'c12' })).count).toBeGreaterThan(10);
    leave.abort();
    await expect(left).rejects.toThrow();
    expect((await next).rows).toContainEqual(expect.arrayContaining(['N', rows]));
  });
});
