import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
let engine: ReturnType<typeof createEngine>;
const ask = () => createRouterClient(engine.router);
const flagged = { dataset: 'orders', what: 'clean' as const, breaks: { severities: ['warning'] } };

async function run(): Promise<void> {
  const { code, stderr } = await runHere(folder, 'p.yaml', workspace);
  expect(code, stderr).toBe(0);
  engine = createEngine(workspace);
}
async function runAgain(): Promise<void> {
  await engine.close();
  await run();
}
async function ledger() {
  const [newest] = await ask().runs.list({ limit: 1 });
  const { read, clean, exceptions, rejected } = newest?.datasets['orders'] ?? {};
  return { read, clean, exceptions, rejected };
}
const idsOf = async (selection: object): Promise<number[]> =>
  (await ask().records.page({ dataset: 'orders', ...selection, limit: 100 })).ids;

beforeAll(async () => {
  writeFileSync(join(folder, 'orders.csv'), 'code,price\na,5\nb,900\nc,7\nd,950\ne,oops\n');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    columns: { code: { type: text }, price: { type: integer } }
    key: [code]
    rules: [{ id: dear, rule: range, column: price, max: 100, severity: warning }, { id: far, rule: range, column: price, max: 1000 }]
`,
  );
  await run();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a record that is only warned of can be corrected or rejected, and taken back to where it was', async () => {
  expect(await idsOf(flagged)).toEqual([2, 4]);
  const before = await ledger();
  const about = { dataset: 'orders', recordId: 2 };
  // There is no such record; the others cannot be waived, and must pass.
  await expect(ask().exceptions.decide({ ...about, recordId: 99, kind: 'fixed', cells: { price: '6' } })).rejects.toThrow(
    /does not exist/,
  );
  await expect(ask().exceptions.decide({ ...about, kind: 'waived', reason: 'fine' })).rejects.toThrow(/is clean/);
  await expect(ask().exceptions.decide({ ...about, kind: 'fixed', cells: { price: '9000' } })).rejects.toThrow(/still breaks/);
  expect(await idsOf({ what: 'exceptions', status: 'any' })).toEqual([5]);

  await ask().exceptions.decide({ ...about, kind: 'fixed', cells: { price: '90' } });
  await ask().exceptions.decide({ ...about, recordId: 4, kind: 'rejected', reason: 'a test order' });
  expect(await idsOf(flagged)).toEqual([]);
  expect(await idsOf({ what: 'exceptions', status: 'fixed' })).toEqual([2]);
  expect(await idsOf({ what: 'exceptions', status: 'rejected' })).toEqual([4]);
  expect(await ledger()).toEqual({ read: 5, clean: 3, exceptions: 1, rejected: 1 });
  const out = join(folder, 'clean.csv');
  await ask().exports.create({ dataset: 'orders', path: out, overwrite: true });
  expect(readFileSync(out, 'utf8')).toBe('code,price\na,5\nb,90\nc,7\n');

  // They hold in the next run of the same file, which counts them as nothing new and nothing resolved.
  await runAgain();
  expect(await ledger()).toEqual({ read: 5, clean: 3, exceptions: 1, rejected: 1 });
  expect(await idsOf({ what: 'exceptions', status: 'fixed' })).toEqual([2]);
  expect(await ask().exceptions.since({})).toMatchObject({ fresh: 0, persisting: 1, regressed: 0, resolved: 0 });

  for (const id of [2, 4]) {
    const { decisions } = await ask().exceptions.history({ dataset: 'orders', recordId: id });
    await ask().exceptions.undo({ batchNo: decisions.at(-1)?.batchNo ?? 0 });
  }
  expect(await ledger()).toEqual(before);
  expect(await idsOf(flagged)).toEqual([2, 4]);
  expect(await idsOf({ what: 'exceptions', status: 'any' })).toEqual([5]);
  // Decided again they stand under their own rule.
  await ask().exceptions.redo({ record: { ...about, recordId: 4 } });
  expect(await idsOf({ what: 'exceptions', status: 'rejected' })).toEqual([4]);
  const { exceptions } = await ask().exceptions.list({ dataset: 'orders', records: [4] });
  expect(exceptions).toMatchObject([{ category: 'BUSINESS_RULE_VIOLATION' }]);
  await ask().exceptions.undo({ record: { ...about, recordId: 4 } });
  // Of one record what was decided last is taken back, whatever else was decided since.
  await ask().exceptions.decide({ ...about, kind: 'fixed', cells: { price: '90' } });
  await ask().exceptions.decide({ ...about, recordId: 4, kind: 'rejected', reason: 'a test order' });
  await ask().exceptions.undo({ record: about });
  await ask().exceptions.undo({ record: { ...about, recordId: 4 } });
  await runAgain();
  expect(await ledger()).toEqual(before);
});

it('what was decided about a warning holds where the record stands, though its line moved or its key is that of another', async () => {
  const about = { dataset: 'orders', recordId: 2 };
  writeFileSync(join(folder, 'orders.csv'), 'code,price\na,5\nb,900\nc,7\nb,oops\nd,950\n');
  await runAgain();
  await ask().exceptions.decide({ ...about, kind: 'fixed', cells: { price: '90' } });
  await ask().exceptions.decide({ ...about, recordId: 5, kind: 'rejected', reason: 'a test order' });
  await runAgain();
  expect(await idsOf({ what: 'exceptions', status: 'fixed' })).toEqual([2]);
  expect(await idsOf({ what: 'exceptions' })).toEqual([4]);
  writeFileSync(join(folder, 'orders.csv'), 'code,price\nz,1\na,5\nb,900\nc,7\nb,oops\nd,950\n');
  await runAgain();
  expect(await idsOf({ what: 'exceptions', status: 'fixed' })).toEqual([3]);
  expect(await idsOf({ what: 'exceptions', status: 'rejected' })).toEqual([6]);
  // A file without them lets go of nothing.
  writeFileSync(join(folder, 'orders.csv'), 'code,price\na,5\n');
  await runAgain();
  expect(await idsOf({ what: 'exceptions', status: 'any' })).toEqual([]);
  writeFileSync(join(folder, 'orders.csv'), 'code,price\nb,900\nd,950\n');
  await runAgain();
  expect(await idsOf({ what: 'exceptions', status: 'fixed' })).toEqual([1]);
  expect(await idsOf({ what: 'exceptions', status: 'rejected' })).toEqual([2]);
  // What is corrected at its source is asked about no more, what reads otherwise is asked about again.
  writeFileSync(join(folder, 'orders.csv'), 'code,price\nb,90\nd,960\n');
  await runAgain();
  expect(await idsOf({ what: 'exceptions', status: 'any' })).toEqual([]);
  expect(await idsOf(flagged)).toEqual([2]);
});
