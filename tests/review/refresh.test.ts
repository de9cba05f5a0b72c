import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);

const yaml = (right: string): string => `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    key: [code]
    columns:
      code: { type: text, required: true }
      region: { type: text, required: true, values: [North, South] }
      amount: { type: decimal, scale: 2, min: 0 }
models:
  - name: by_region
    sql: select region, count(*) as orders, sum(amount) as total from clean_orders group by region
    columns: { total: { scale: 2 } }
  - name: largest
    sql: select region from by_region order by total desc limit 1
reconciliations:
  - { id: totals, left: select count(*) from clean_orders, right: "${right}", tolerance: 0 }
`;
const csv = 'code,region,amount\nA1,North,10.00\nA2,South,4.00\nA3,Sout,20.00\nA4,,1.00\nA5,North,-2.00\n';

async function begin(right: string): Promise<void> {
  await close();
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(workspace + suffix, { force: true });
  writeFileSync(join(folder, 'orders.csv'), csv);
  writeFileSync(join(folder, 'pipeline.yaml'), yaml(right));
  const { code, stderr } = await runHere(folder, 'pipeline.yaml', workspace);
  expect(code, stderr).toBe(0);
}
const models = () => [
  rowsOf(workspace, 'select region, orders, total from by_region order by region'),
  rowsOf(workspace, 'select region from largest'),
];
const direct = () => rowsOf(workspace, 'select region, count(*), sum(amount) from clean_orders group by region order by region');
const changed = async (): Promise<number> => {
  const [run] = await ask().runs.list({});
  return (await ask().runs.get({ runId: run?.runId ?? '' })).changedSinceModels;
};
const fix = () => ask().exceptions.decide({ dataset: 'orders', recordId: 3, kind: 'fixed', cells: { region: 'South' } });

beforeEach(() => begin('select sum(orders) from by_region'));
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

describe('models', () => {
  it('follow decisions, and what is taken back, when they are rebuilt; the next run gives the same', async () => {
    expect(await changed()).toBe(0);
    await ask().exceptions.decide({ dataset: 'orders', recordId: 4, kind: 'escalated', reason: 'which region?' });
    expect(await changed()).toBe(0);
    await fix();
    expect(await changed()).toBe(1);
    expect(models()).toEqual([
      [
        ['North', 1, 10],
        ['South', 1, 4],
      ],
      [['North']],
    ]);
    expect(await ask().runs.refresh({})).toEqual({ models: 2 });
    expect(await changed()).toBe(0);
    expect(models()).toEqual([direct(), [['South']]]);
    expect(direct()).toEqual([
      ['North', 1, 10],
      ['South', 2, 24],
    ]);
    expect(rowsOf(workspace, "select value from metrics where name = 'clean'")).toEqual([[3]]);
    const { code } = await winnow(['audit', 'verify', '--workspace', workspace], folder);
    expect(code).toBe(0);
    await close();
    const again = await runHere(folder, 'pipeline.yaml', workspace);
    expect(again.code, again.stderr).toBe(0);
    expect(models()).toEqual([direct(), [['South']]]);
    await ask().exceptions.undo({});
    expect(await changed()).toBe(1);
    await close();
    const refreshed = await winnow(['runs', 'refresh', '--workspace', workspace], folder);
    expect(refreshed.stdout).toContain('2 models rebuilt');
    expect(models()).toEqual([direct(), [['North']]]);
  });

  it('stay as they were where totals differ then', async () => {
    await begin('select 2');
    const before = models();
    await fix();
    await expect(ask().runs.refresh({})).rejects.toThrow('the totals of totals differ: 3 and 2');
    expect(models()).toEqual(before);
    expect(await changed()).toBe(1);
  });
});
