import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);

afterEach(async () => {
  await close();
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  await close();
  const { code, stderr } = await winnow(['run', 'pipeline.yaml', '--workspace', workspace], folder);
  expect(code, stderr).toBe(0);
}
const clean = (dataset: string, column: string) => rowsOf(workspace, `select id, ${column} from clean_${dataset} order by id`);
const ledger = (dataset: string) =>
  rowsOf(
    workspace,
    `select clean, exceptions, waived, rejected, merged from run_ledger where dataset = '${dataset}' order by run_no desc limit 1`,
  )[0];

describe('decisions hold in the next run of the same file', () => {
  it('also where the record passes by itself then, because of what was decided about others', async () => {
    await run({
      'pipeline.yaml': `winnow: 1
name: shop
datasets:
  customers:
    source: { path: customers.csv }
    key: [code]
    columns: { code: { type: text, required: true } }
  orders:
    source: { path: orders.csv }
    key: [no]
    columns: { no: { type: text, required: true }, customer: { type: text } }
    rules:
      - { id: known, rule: reference, columns: [customer], dataset: customers, to: [code] }
`,
      'customers.csv': 'code\nC1\n',
      'orders.csv': 'no,customer\nO1,C1\nO2,C9\nO3,C9\nO4,C9\n',
    });
    const about = { dataset: 'orders' };
    await ask().exceptions.decide({ ...about, recordId: 2, kind: 'rejected', reason: 'fraud' });
    await ask().exceptions.decide({ ...about, recordId: 3, kind: 'fixed', cells: { customer: 'C1' } });
    await ask().exceptions.addParent({ dataset: 'customers', cells: { code: 'C9' }, reason: 'a new one' });
    const before = [clean('orders', 'customer'), ledger('orders')];
    expect(before).toEqual([
      [
        [1, 'C1'],
        [3, 'C1'],
        [4, 'C9'],
      ],
      [3, 0, 0, 1, 0],
    ]);
    for (let again = 0; again < 2; again++) {
      await run({});
      expect([clean('orders', 'customer'), ledger('orders')]).toEqual(before);
      expect((await ask().exceptions.decisions()).filter(({ isUndone }) => !isUndone)).toHaveLength(2);
    }
  });

  it('also where the record waits only because of what was decided about another', async () => {
    await run({
      'pipeline.yaml': `winnow: 1
name: towns
datasets:
  rows:
    source: { path: rows.csv }
    key: [no]
    columns:
      no: { type: text, required: true }
      zip: { type: text }
      town: { type: text }
      amount: { type: integer, min: 0 }
    rules:
      - { id: one_town, rule: functional-dependency, determinant: [zip], column: town }
`,
      'rows.csv': 'no,zip,town,amount\nA1,100,Ayr,1\nA2,100,Ayr,-1\nA3,100,Bute,1\nA4,200,Coll,1\n',
    });
    await ask().exceptions.decide({ dataset: 'rows', recordId: 2, kind: 'rejected', reason: 'wrong' });
    await ask().exceptions.decide({ dataset: 'rows', recordId: 1, kind: 'waived', reason: 'it is right' });
    const before = [clean('rows', 'town'), ledger('rows')];
    for (const resolved of [2, 0, 0]) {
      await run({});
      expect([clean('rows', 'town'), ledger('rows')]).toEqual(before);
      expect((await ask().exceptions.since()).resolved).toBe(resolved);
    }
  });

  it('and a merge keeps the record that it was made for, wherever that stands; without it nothing is merged', async () => {
    const yaml = `winnow: 1
name: codes
datasets:
  codes:
    source: { path: codes.csv }
    key: [code]
    columns: { code: { type: text, required: true, unique: true }, amount: { type: integer } }
`;
    await run({ 'pipeline.yaml': yaml, 'codes.csv': 'code,amount\nA1,2\nA1,3\nB1,4\n' });
    const merge = (keep: number) =>
      ask().exceptions.preview({
        selection: { dataset: 'codes' },
        change: { kind: 'merged', rule: 'code_unique', keep },
        remember: false,
      });
    await expect(merge(9)).rejects.toThrow('record 9 of codes is none that others can be merged into');
    expect(await merge(3)).toMatchObject({ applied: 0 });
    await ask().exceptions.decide({ dataset: 'codes', recordId: 2, kind: 'rejected', reason: 'x' });
    await ask().exceptions.undo({});
    for await (const _ of await ask().exceptions.many({
      selection: { dataset: 'codes' },
      change: { kind: 'merged', rule: 'code_unique', keep: 1 },
      remember: false,
    }));
    expect(clean('codes', 'amount')).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await run({ 'codes.csv': 'code,amount\nN0,1\nA1,2\nA1,3\nB1,4\n' });
    expect(clean('codes', 'amount')).toEqual([
      [1, 1],
      [2, 2],
      [4, 4],
    ]);
    const [merged] = (await ask().exceptions.decisions()).filter(({ kind, isUndone }) => kind === 'merged' && !isUndone);
    expect(merged).toMatchObject({ recordId: 3, details: { into: 2 } });
    await run({ 'codes.csv': 'code,amount\nA1,5\nA1,3\nB1,4\n' });
    expect(ledger('codes')).toEqual([1, 2, 0, 0, 0]);
  });
});
