import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { BulkChange } from '#core/contract/bulk.ts';
import { createRandom } from '#core/generate/random.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);

const yaml = `winnow: 1
name: shop
datasets:
  customers:
    source: { path: customers.csv }
    key: [customer]
    columns:
      customer: { type: text, required: true, unique: true }
      zip: { type: text }
      town: { type: text }
    rules:
      - { id: one_town, rule: functional-dependency, determinant: [zip], column: town }
  orders:
    source: { path: orders.csv }
    key: [code]
    columns:
      code: { type: text, required: true, unique: true }
      day: { type: date, required: true, formats: [yyyy-MM-dd, d/M/yyyy] }
      region: { type: text, values: [North, South] }
      quantity: { type: integer, required: true, min: 1 }
      price: { type: decimal, scale: 2, min: 0 }
      revenue: { type: decimal, scale: 2 }
      discount: { type: decimal, scale: 2, min: 0, max: 1 }
      customer: { type: text }
    references:
      - { columns: [customer], dataset: customers }
    rules:
      - { id: adds_up, rule: formula, expression: revenue = quantity * price }
`;
const customers = ['customer,zip,town', 'C1,100,Ayr', 'C2,100,Ayr', 'C3,100,Ayrr', 'C4,200,Bute', 'C5,200,Bute', ''].join('\n');
const orders = [
  'code,day,region,quantity,price,revenue,discount,customer',
  'A1,2024-01-01,North,2,5.00,10.00,0.10,C1',
  'A2,2024-01-02,nort,2,5.00,10.00,0.10,C1',
  'A3,2024-01-03,NORTH,1,5.00,5.00,15,C2',
  'A4,2024-01-04,nort,1,5.00,6.00,0,C2',
  'A5,2024-01-05,South,,5.00,15.00,0,C4',
  'A6,5/1/2024,South,3,5.00,15.00,0,C9',
  'A7,2024.01.07,South,3,5.00,15.00,0,C9',
  'A8,2024-01-08,Sputh,3,5.00,15.00,0,C7',
  'A9,2024-01-09,South,3,5.00,15.00,0,C1',
  'A9,2024-01-10,South,3,5.00,15.00,0,C1',
  '',
].join('\n');

const run = () => runHere(folder, 'pipeline.yaml', workspace);
beforeEach(async () => {
  await close();
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(workspace + suffix, { force: true });
  writeFileSync(join(folder, 'pipeline.yaml'), yaml);
  writeFileSync(join(folder, 'customers.csv'), customers);
  writeFileSync(join(folder, 'orders.csv'), orders);
  const ended = await run();
  expect(ended.code, ended.stderr).toBe(0);
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

const ledger = (dataset: string) =>
  rowsOf(
    workspace,
    `select read, clean, exceptions, waived, rejected, merged from run_ledger where dataset = '${dataset}' order by run_no desc limit 1`,
  )[0];
const newest = 'run_no = (select max(run_no) from runs)';
/** Everything that decisions may change, without the ids that say nothing. */
const stateOf = (): unknown => [
  ...['orders', 'customers'].map((dataset) =>
    rowsOf(workspace, `select * from clean_${dataset} order by id`).map((row) => row.slice(2, -1)),
  ),
  rowsOf(
    workspace,
    'select dataset, record_id, rule_id, failure_reason from validation_results order by dataset, record_id, rule_id',
  ),
  rowsOf(workspace, "select dataset, original_record_id from exceptions where status = 'open' order by 1, 2"),
  rowsOf(
    workspace,
    `select dataset, read, clean, exceptions, waived, rejected, merged from run_ledger where ${newest} order by dataset`,
  ),
  rowsOf(workspace, `select rule_id, passed, failed from rule_results where ${newest} order by dataset, rule_no`),
];
const selection = { dataset: 'orders' };
async function apply(change: BulkChange, more: object = {}) {
  for await (const event of await ask().exceptions.many({ selection: { ...selection, ...more }, change }))
    if (event.kind === 'done') return event.outcome;
  throw new Error('no outcome');
}
const suggestionsOf = async (recordId: number, dataset = 'orders') =>
  (await ask().exceptions.suggest({ dataset, recordId })).map(({ cells }) => cells);

describe('suggestions', () => {
  it('come from lists, formulas, other forms of dates, percents, parents and what others say', async () => {
    expect((await suggestionsOf(2))[0]).toEqual({ region: 'North' });
    expect((await suggestionsOf(3))[0]).toEqual({ region: 'North', discount: '0.15' });
    expect((await suggestionsOf(4))[0]).toEqual({ region: 'North', revenue: '5.00' });
    expect((await suggestionsOf(5))[0]).toEqual({ quantity: '3' });
    expect(await suggestionsOf(7)).toContainEqual({ day: '2024-01-07' });
    expect(await suggestionsOf(3, 'customers')).toEqual([{ town: 'Ayr' }]);
    for (const recordId of [2, 3, 4, 5, 7, 8]) {
      const before = await ask().exceptions.try({ dataset: 'orders', recordId });
      for (const cells of await suggestionsOf(recordId)) {
        const { problems } = await ask().exceptions.try({ dataset: 'orders', recordId, cells });
        expect(before.problems.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(problems.map(({ ruleId }) => ruleId)));
      }
    }
  });

  it('are not made where two are as near', async () => {
    writeFileSync(join(folder, 'pipeline.yaml'), yaml.replace('values: [North, South]', 'values: [North, Forth, South]'));
    writeFileSync(join(folder, 'orders.csv'), orders.replace(',nort,', ',Dorth,'));
    await close();
    expect((await run()).code).toBe(0);
    expect(await suggestionsOf(2)).toEqual([]);
  });
});

describe('many at once', () => {
  it('a preview says what will be, and nothing is stored; a stop leaves everything as it was', async () => {
    const before = stateOf();
    const change = { kind: 'map' as const, column: 'region', map: { nort: 'North', NORTH: 'North', Sputh: 'Nowhere' } };
    const preview = await ask().exceptions.preview({ selection, change });
    expect(preview).toMatchObject({ batchNo: 0 + preview.batchNo, applied: 3, clean: 1, open: 2, skipped: 1 });
    expect(preview.rows.find(({ recordId }) => recordId === 8)).toMatchObject({
      outcome: 'skipped',
      why: expect.stringContaining('not one of'),
    });
    expect(stateOf()).toEqual(before);
    expect(await ask().exceptions.batches({})).toEqual([]);
    const outcome = await apply(change);
    expect({ ...outcome, batchNo: 0 }).toEqual({ ...preview, batchNo: 0 });
    expect(ledger('orders')).toEqual([10, 2, 8, 0, 0, 0]);
    await ask().exceptions.undo({});
    expect(stateOf()).toEqual(before);
  });

  it('suggestions are accepted for all that break a rule, and a batch is one thing to take back', async () => {
    const before = stateOf();
    const outcome = await apply({ kind: 'suggested', rule: 'region_values' });
    expect(outcome).toMatchObject({ applied: 4, clean: 1 });
    await ask().exceptions.decide({ dataset: 'orders', recordId: 5, kind: 'waived', reason: 'agreed' });
    const [waived, batch] = await ask().exceptions.batches({});
    expect(batch).toMatchObject({ records: 4, undone: 0 });
    await ask().exceptions.undo({ batchNo: batch?.batchNo, record: { dataset: 'orders', recordId: 2 } });
    expect((await ask().exceptions.batches({}))[1]).toMatchObject({ records: 4, undone: 1 });
    await ask().exceptions.undo({ batchNo: waived?.batchNo });
    await ask().exceptions.undo({ fromBatch: 1 });
    expect(stateOf()).toEqual(before);
  });

  it('suggestions for one rule change the columns of that rule, and no others', async () => {
    const before = rowsOf(workspace, 'select * from clean_orders order by id');
    await apply({ kind: 'suggested', rule: 'region_values' });
    const columns = rowsOf(workspace, 'select distinct column_name from decision_cells order by 1').flat();
    expect(columns).toEqual(['region']);
    await ask().exceptions.undo({});
    expect(rowsOf(workspace, 'select * from clean_orders order by id')).toEqual(before);
  });

  it('a fix that would break another rule is left out and told', async () => {
    const outcome = await apply({ kind: 'set', column: 'quantity', to: '9' }).catch((error: Error) => error);
    expect(outcome).toBeInstanceOf(Error);
    expect(String(outcome)).toMatch(/none of .* record/);
  });

  it('the rest is written like an example', async () => {
    writeFileSync(join(folder, 'orders.csv'), orders.replace('2024-01-02', '2024 01 02').replace('2024-01-03', '2024 01 03'));
    await close();
    expect((await run()).code).toBe(0);
    const change = { kind: 'example' as const, column: 'day', examples: [{ from: '2024 01 02', to: '2024-01-02' }] };
    const outcome = await ask().exceptions.preview({ selection, change });
    expect(outcome.rows.map(({ recordId, after }) => [recordId, after['day']])).toEqual([
      [2, '2024-01-02'],
      [3, '2024-01-03'],
    ]);
  });

  it('of a fix one cell alone can be taken back', async () => {
    const before = stateOf();
    const { batchNo } = await ask().exceptions.decide({
      dataset: 'orders',
      recordId: 3,
      kind: 'fixed',
      cells: { region: 'North', discount: '0.15' },
    });
    const record = { dataset: 'orders', recordId: 3 };
    await ask().exceptions.undo({ batchNo, record, column: 'discount' });
    const { cells } = await ask().records.get({ dataset: 'orders', id: 3 });
    expect(cells.find(({ column }) => column === 'region')?.text).toBe('North');
    expect(cells.find(({ column }) => column === 'discount')?.text).toBe('15');
    await ask().exceptions.undo({ fromBatch: 1 });
    expect(stateOf()).toEqual(before);
  });

  it('duplicates are merged into the one that is kept', async () => {
    const { members, differing } = await ask().exceptions.duplicates({ dataset: 'orders', recordId: 9, rule: 'code_unique' });
    expect(members.map(({ recordId }) => recordId)).toEqual([9, 10]);
    expect(differing).toEqual(['day']);
    const before = stateOf();
    const outcome = await apply({ kind: 'merged', rule: 'code_unique', keep: 'last', by: 'day', reason: null });
    expect(outcome).toMatchObject({ applied: 1, alongside: 1 });
    expect(ledger('orders')).toEqual([10, 2, 7, 0, 0, 1]);
    await ask().exceptions.undo({});
    expect(stateOf()).toEqual(before);
  });

  it('a parent added clears all that refer to it, and no longer when it is taken back', async () => {
    const before = stateOf();
    const [orphans] = await ask().exceptions.problems({ dataset: 'orders', breaks: { rules: ['customer_reference'] } });
    expect(orphans).toBeDefined();
    const { values } = await ask().exceptions.problemValues({ dataset: 'orders', ruleId: 'customer_reference' });
    expect(values.map(({ text, records }) => [text, records])).toEqual([
      ['C9', 2],
      ['C7', 1],
    ]);
    const made = await ask().exceptions.addParent({ dataset: 'customers', cells: { customer: 'C9' }, reason: 'new customer' });
    expect(made.alongside).toBe(1);
    expect(ledger('orders')?.[1]).toBe(2);
    await close();
    expect((await run()).code).toBe(0);
    expect(ledger('orders')?.[1]).toBe(2);
    await ask().exceptions.undo({ batchNo: made.batchNo });
    expect(stateOf()).toEqual(before);
  });

  it('only what something waits for can be added', async () => {
    const add = (cells: Record<string, string>) => ask().exceptions.addParent({ dataset: 'customers', cells, reason: 'x' });
    await expect(add({ town: 'Ayr' })).rejects.toThrow(/nothing refers to town/);
    await expect(add({ customer: ' ' })).rejects.toThrow(/is empty/);
    await expect(add({ customer: 'C1' })).rejects.toThrow(/already/);
    await expect(add({ customer: 'ZZZ' })).rejects.toThrow(/no record refers/);
    await add({ customer: 'C9' });
    await expect(add({ customer: 'C9' })).rejects.toThrow(/already/);
  });

  it('what breaks no rule is not waived, and what is decided is not escalated', async () => {
    await ask().exceptions.decide({ dataset: 'orders', recordId: 2, kind: 'fixed', cells: { region: 'North' } });
    const decide = (kind: 'waived' | 'escalated', recordId: number) =>
      ask().exceptions.decide({ dataset: 'orders', recordId, kind, reason: 'x' });
    await expect(decide('waived', 2)).rejects.toThrow(/breaks no rule/);
    await expect(decide('escalated', 2)).rejects.toThrow(/is fixed/);
    await decide('escalated', 8);
    expect((await ask().records.sum({ dataset: 'orders', what: 'exceptions', status: 'escalated' })).count).toBe(1);
  });

  it('to waive for one rule leaves what else is wrong', async () => {
    const outcome = await apply({ kind: 'waived', reason: 'agreed' }, { breaks: { rules: ['region_values'] } });
    expect(outcome).toMatchObject({ applied: 4, open: 3 });
    expect(ledger('orders')?.[3]).toBe(1);
    // What was waived waits for nobody, and waivers of one rule after the other add up.
    const problems = await ask().exceptions.problems({ dataset: 'orders' });
    expect(problems.map(({ ruleId }) => ruleId)).not.toContain('region_values');
    expect(problems.find(({ ruleId }) => ruleId === 'adds_up')).toMatchObject({ records: 1, clears: 1 });
    expect(await apply({ kind: 'waived', reason: 'agreed' }, { breaks: { rules: ['adds_up'] } })).toMatchObject({
      applied: 1,
      open: 0,
    });
    expect(ledger('orders')?.[3]).toBe(2);
  });

  it('batches taken back from one on are decided again from one on', async () => {
    for (const recordId of [2, 8]) await ask().exceptions.decide({ dataset: 'orders', recordId, kind: 'rejected', reason: 'x' });
    const after = stateOf();
    await ask().exceptions.undo({ fromBatch: 1 });
    await ask().exceptions.redo({ fromBatch: 1 });
    expect(stateOf()).toEqual(after);
    await expect(ask().exceptions.undo({ batchNo: 99 })).rejects.toThrow(/batch 99/);
  });

  it('what is decided again is what was taken back last, whatever the order', async () => {
    for (const recordId of [2, 6, 8])
      await ask().exceptions.decide({ dataset: 'orders', recordId, kind: 'rejected', reason: 'x' });
    const holding = async () =>
      (await ask().exceptions.decisions()).filter(({ isUndone }) => !isUndone).map(({ recordId }) => recordId);
    await ask().exceptions.undo({ batchNo: 3 });
    await ask().exceptions.undo({ batchNo: 1 });
    await ask().exceptions.redo({});
    expect((await holding()).sort()).toEqual([2, 6]);
    await ask().exceptions.redo({});
    expect((await holding()).sort()).toEqual([2, 6, 8]);
    await ask().exceptions.undo({ batchNo: 1 });
    await ask().exceptions.decide({ dataset: 'orders', recordId: 3, kind: 'rejected', reason: 'x' });
    // Something was decided since.
    await expect(ask().exceptions.redo({})).rejects.toThrow(/since the last/);
  });

  it('to lead an orphan to a parent clears it', async () => {
    await ask().exceptions.decide({ dataset: 'orders', recordId: 6, kind: 'fixed', cells: { customer: 'C1' } });
    expect(ledger('orders')?.[1]).toBe(2);
    await ask().exceptions.undo({});
    expect(ledger('orders')?.[1]).toBe(1);
  });

  it('to mend a parent clears its children', async () => {
    await ask().exceptions.decide({ dataset: 'customers', recordId: 3, kind: 'fixed', cells: { customer: 'C9', town: 'Ayr' } });
    expect(ledger('orders')?.[1]).toBe(2);
    await ask().exceptions.undo({});
    expect(ledger('orders')?.[1]).toBe(1);
  });

  it('any sequence of bulk changes, fixes and undos is the same as taking nothing', async () => {
    const random = createRandom(11);
    const before = stateOf();
    const changes: readonly (() => Promise<unknown>)[] = [
      () => apply({ kind: 'suggested' }),
      () => apply({ kind: 'map', column: 'region', map: { nort: 'South', Sputh: 'North' } }),
      () => apply({ kind: 'waived', reason: 'agreed' }, { breaks: { rules: ['customer_reference'] } }),
      () => apply({ kind: 'rejected', reason: 'no' }, { ids: [random.integer(2, 10)] }),
      () => apply({ kind: 'merged', rule: 'code_unique', keep: 'first', reason: null }),
      () =>
        ask().exceptions.decide({
          dataset: 'orders',
          recordId: random.integer(2, 10),
          kind: 'fixed',
          cells: { code: `B${random.integer(1, 3)}` },
        }),
      () => ask().exceptions.addParent({ dataset: 'customers', cells: { customer: 'C9' }, reason: 'new' }),
      () => ask().exceptions.undo({}),
      async () => {
        const batches = (await ask().exceptions.batches({})).filter(({ records, undone }) => undone < records);
        if (batches.length > 0) await ask().exceptions.undo({ batchNo: random.pick(batches).batchNo });
      },
      () => ask().exceptions.redo({}),
    ];
    for (let step = 0; step < 60; step++) {
      await random
        .pick(changes)()
        .catch(() => undefined);
      for (const dataset of ['orders', 'customers']) {
        const [read = 0, ...accounts] = (ledger(dataset) ?? []).map(Number);
        expect(accounts.reduce((sum, count) => sum + count, 0)).toBe(read);
      }
    }
    await ask()
      .exceptions.undo({ fromBatch: 1 })
      .catch(() => undefined);
    expect(stateOf()).toEqual(before);
  });
});

describe('memory', () => {
  const again = async (csv: string) => {
    writeFileSync(join(folder, 'orders.csv'), csv);
    await close();
    const ended = await run();
    expect(ended.code, ended.stderr).toBe(0);
    return ended.stderr;
  };

  it('exceptions are new, persisting, regressed or resolved', async () => {
    await again(orders);
    expect(await ask().exceptions.since()).toMatchObject({ fresh: 0, regressed: 0, resolved: 0 });
    const mended = orders
      .replace('A2,2024-01-02,nort', 'A2,2024-01-02,North')
      .replace('A8,2024-01-08,Sputh,3,5.00,15.00,0,C7', 'A8,2024-01-08,South,3,5.00,15.00,0,C1');
    await again(mended.replace('A1,2024-01-01,North', 'A1,2024-01-01,Nord'));
    expect(await ask().exceptions.since()).toMatchObject({ fresh: 0, regressed: 1, resolved: 2 });
    expect((await ask().records.sum({ dataset: 'orders', what: 'exceptions', since: ['regressed'] })).count).toBe(1);
    await again(orders);
    expect(await ask().exceptions.since()).toMatchObject({ fresh: 0, regressed: 2, resolved: 1 });
  });

  it('a waiver holds, comes back when its value changes, and when its day has passed', async () => {
    const waive = (expiresOn?: string) =>
      ask().exceptions.decide({
        dataset: 'orders',
        recordId: 8,
        kind: 'waived',
        reason: 'agreed',
        ...(expiresOn !== undefined && { expiresOn }),
      });
    await waive('2999-12-31');
    expect(ledger('orders')?.[3]).toBe(1);
    await again(orders);
    expect(ledger('orders')?.[3]).toBe(1);
    expect(await again(orders.replace('Sputh', 'Spoth'))).toMatch(/1 no longer fit/);
    expect(ledger('orders')?.[3]).toBe(0);
    expect((await ask().exceptions.history({ dataset: 'orders', recordId: 8 })).comments[0]?.text).toMatch(/no longer fits/);
    await again(orders);
    await expect(waive('2020-01-01')).rejects.toThrow(/has passed/);
    await expect(waive('2999-02-30')).rejects.toThrow(/no day 2999-02-30/);
    await waive('2999-12-31');
    expect(ledger('orders')?.[3]).toBe(1);
    // As if its last day had come and gone.
    await close();
    const database = new Database(workspace);
    database.exec("update decisions set details = json_set(details, '$.expiresOn', '2020-01-01') where undone_at is null");
    database.close();
    expect(await again(orders)).toMatch(/1 waiver ended/);
    expect(ledger('orders')?.[3]).toBe(0);
  });

  it('a learned mapping mends the next file, as something to be looked at', async () => {
    const input = {
      selection,
      change: { kind: 'map' as const, column: 'region', map: { nort: 'North' } },
      remember: true,
    };
    for await (const _ of await ask().exceptions.many(input));
    expect(await ask().exceptions.mappings()).toMatchObject([{ column: 'region', from: 'nort', to: 'North' }]);
    const next = 'code,day,region,quantity,price,revenue,discount,customer\nN1,2024-02-01,nort,1,1.00,1.00,0,C1\n';
    expect(await again(next)).toMatch(/1 record mended by learned mappings/);
    expect(ledger('orders')).toEqual([1, 1, 0, 0, 0, 0]);
    expect((await ask().records.sum({ dataset: 'orders', what: 'exceptions', status: 'auto' })).count).toBe(1);
    await ask().exceptions.undo({});
    expect(ledger('orders')).toEqual([1, 0, 1, 0, 0, 0]);
    // What is taken back where it was learned is learned no more, until it holds again.
    const [{ batchNo = 0 } = {}] = await ask().exceptions.batches({});
    await ask().exceptions.redo({ batchNo });
    await ask().exceptions.forget({ id: (await ask().exceptions.mappings())[0]?.id ?? 0 });
    await again(next.replace('N1', 'N2'));
    expect(ledger('orders')).toEqual([1, 0, 1, 0, 0, 0]);
  });

  it('a mapping is forgotten with the decision that taught it', async () => {
    const input = { selection, change: { kind: 'map' as const, column: 'region', map: { nort: 'North' } }, remember: true };
    for await (const _ of await ask().exceptions.many(input));
    await ask().exceptions.undo({});
    expect(await ask().exceptions.mappings()).toEqual([]);
    await ask().exceptions.redo({});
    expect((await ask().exceptions.mappings()).length).toBe(1);
  });

  it('a sign-off counts what was decided; a decision after it makes it void; it can be asked of a second person', async () => {
    await apply({ kind: 'waived', reason: 'agreed' });
    expect(await ask().exceptions.signOff({ author: 'A' })).toMatchObject({
      counts: [{ kind: 'waived', reason: 'agreed', count: 9 }],
      voidedAt: null,
    });
    await ask().exceptions.undo({});
    expect((await ask().exceptions.signOffs())[0]?.voidedAt).not.toBeNull();
    expect((await ask().audit.list({ type: 'reopened' })).length).toBe(1);
    writeFileSync(join(folder, 'pipeline.yaml'), `${yaml}review: { sign_off: second_person }\n`);
    await again(orders);
    await ask().exceptions.decide({ dataset: 'orders', recordId: 2, kind: 'rejected', reason: 'x', author: 'A' });
    const path = join(folder, 'clean.csv');
    await expect(ask().exports.create({ dataset: 'orders', path })).rejects.toThrow(/sign-off/);
    await expect(ask().exceptions.signOff({ author: 'A' })).rejects.toThrow(/another person/);
    await ask().exceptions.signOff({ author: 'B' });
    await ask().exports.create({ dataset: 'orders', path });
    expect(readFileSync(path, 'utf8')).toContain('A1,');
  });
});
