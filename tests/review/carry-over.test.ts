import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

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
  const { code, stderr } = await runHere(folder, 'pipeline.yaml', workspace);
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
    await expect(merge(9)).rejects.toThrow('record 9 of codes is not a record that others can be merged into');
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

const shop = (rules: string): string => `winnow: 1
name: shop
datasets:
  customers:
    source: { path: customers.csv }
    key: [code]
    columns: { code: { type: text, required: true } }
  orders:
    source: { path: orders.csv }
    key: [no]
    columns:
      no: { type: text, required: true }
      customer: { type: text }
      quantity: { type: integer }
      price: { type: integer }
      revenue: { type: integer }
    rules:
${rules
  .trim()
  .split('\n')
  .map((rule) => `      - ${rule.trim()}`)
  .join('\n')}
`;
const formula = '{ id: sum, rule: formula, expression: revenue = quantity * price }';
const reference = '{ id: known, rule: reference, columns: [customer], dataset: customers }';
const customers = 'code\nC1\nC2\n';
const orders = (...lines: readonly string[]): string => ['no,customer,quantity,price,revenue', ...lines, ''].join('\n');
const statuses = () => rowsOf(workspace, "select original_record_id, status from exceptions where dataset = 'orders' order by 1");
const notes = () => rowsOf(workspace, 'select text from comments order by id').flat();
const about = { dataset: 'orders', recordId: 1 };

describe('what a decision was made for', () => {
  it('is everything that the broken rules look at: with another quantity a waived sum comes back, and a mended one is not forced', async () => {
    await run({
      'pipeline.yaml': shop(formula),
      'customers.csv': customers,
      'orders.csv': orders('O1,C1,6,22,9', 'O2,C1,7,23,9999'),
    });
    await ask().exceptions.decide({ ...about, kind: 'waived', reason: 'a gift' });
    await ask().exceptions.decide({ ...about, recordId: 2, kind: 'fixed', cells: { revenue: '161' } });
    await run({ 'orders.csv': orders('O1,C2,6,22,9', 'O2,C2,7,23,9999') });
    expect(statuses()).toEqual([
      [1, 'waived'],
      [2, 'fixed'],
    ]);
    await run({ 'orders.csv': orders('O1,C2,1,1,9', 'O2,C2,2,23,9999') });
    expect(statuses()).toEqual([
      [1, 'open'],
      [2, 'open'],
    ]);
    expect(notes()).toHaveLength(2);
    expect(rowsOf(workspace, "select count(*) from changes where step = 'decision'")).toEqual([[0]]);
  });

  it('is kept while the record is away, or another pipeline runs; what no longer fits is told once', async () => {
    const both = orders('O1,C1,6,22,9', 'O2,C1,7,23,9999');
    await run({ 'pipeline.yaml': shop(formula), 'customers.csv': customers, 'orders.csv': both });
    await ask().exceptions.decide({ ...about, kind: 'waived', reason: 'a gift' });
    await ask().exceptions.decide({ ...about, recordId: 2, kind: 'fixed', cells: { revenue: '161' } });
    await run({ 'orders.csv': orders('O3,C1,1,1,1') });
    expect(statuses()).toEqual([]);
    await run({ 'orders.csv': both });
    expect(statuses()).toEqual([
      [1, 'waived'],
      [2, 'fixed'],
    ]);
    await ask().exceptions.undo({
      batchNo: (await ask().exceptions.decisions()).find(({ kind }) => kind === 'waived')?.batchNo ?? 0,
    });
    await run({ 'orders.csv': orders('O3,C1,1,1,1') });
    await run({ 'orders.csv': orders('O1,C1,6,22,9', 'O2,C1,8,23,9999') });
    await run({ 'orders.csv': orders('O1,C1,6,22,9', 'O2,C1,8,23,9999', 'O3,C1,1,1,1') });
    expect(statuses()).toEqual([
      [1, 'open'],
      [2, 'open'],
    ]);
    expect(notes()).toEqual(['an earlier decision no longer fits: fixed (revenue "9999" → "161")']);
  });
});

describe('a learned mapping', () => {
  it('mends what a rule over many records finds, and is left out where it would break another rule', async () => {
    await run({
      'pipeline.yaml': shop(reference),
      'customers.csv': customers,
      'orders.csv': orders('O1,C999,1,1,1'),
    });
    await ask().exceptions.decide({ ...about, kind: 'fixed', cells: { customer: 'C2' }, remember: true });
    await run({ 'orders.csv': orders('O1,C999,1,1,1', 'O2,C999,1,1,1', 'O3,C999,20,1,1') });
    expect(clean('orders', 'customer')).toEqual([
      [1, 'C2'],
      [2, 'C2'],
      [3, 'C2'],
    ]);
    await run({
      'pipeline.yaml': shop(`${reference}
        { id: few, rule: formula, expression: "customer != 'C2' or quantity < 10" }`),
      'orders.csv': orders('O4,C999,1,1,1', 'O5,C999,20,1,1'),
    });
    expect(clean('orders', 'customer')).toEqual([[1, 'C2']]);
    expect(rowsOf(workspace, 'select record_id, rule_id from validation_results')).toEqual([[2, 'known']]);
  });
});

it('a merge is not done again over one that keeps its record', async () => {
  await run({
    'pipeline.yaml': shop('{ id: once, rule: unique, columns: [customer] }'),
    'customers.csv': customers,
    'orders.csv': orders('O1,C1,1,1,1', 'O2,C1,1,1,1'),
  });
  const merge = async (keep: 'first' | 'last'): Promise<number> => {
    const selection = { dataset: 'orders' };
    for await (const event of await ask().exceptions.many({
      selection,
      change: { kind: 'merged', rule: 'once', keep, reason: null },
    }))
      if (event.kind === 'done') return event.outcome.batchNo;
    return 0;
  };
  const first = await merge('last');
  await ask().exceptions.undo({});
  await merge('first');
  await expect(ask().exceptions.redo({ batchNo: first })).rejects.toThrow(/a later merge keeps/);
  expect(clean('orders', 'no')).toEqual([[1, 'O1']]);
});

it('who mends a record at the cost of others is told', async () => {
  const yaml = shop(reference).replace(
    'columns: { code: { type: text, required: true } }',
    'columns: { code: { type: text, required: true, pattern: "C.*" } }',
  );
  await run({ 'pipeline.yaml': yaml, 'customers.csv': 'code\nX1\n', 'orders.csv': orders('O1,X1,1,1,1', 'O2,X1,1,1,1') });
  expect(
    await ask().exceptions.decide({ dataset: 'customers', recordId: 1, kind: 'fixed', cells: { code: 'C7' } }),
  ).toMatchObject({
    alongside: 2,
    worsened: 2,
  });
});

describe('a suggestion', () => {
  const suggested = async (recordId: number) =>
    (await ask().exceptions.suggest({ dataset: 'orders', recordId })).map(({ cells, passes }) => [cells, passes]);

  it('takes for wrong the term of a formula that another rule says is wrong', async () => {
    await run({
      'pipeline.yaml': shop(`${formula}\n{ id: some, rule: range, column: quantity, min: 0 }`),
      'customers.csv': customers,
      'orders.csv': orders('O1,C1,-2,10,20', 'O2,C1,5O,10,50', 'O3,C1,-2,1O,20'),
    });
    expect(await suggested(1)).toEqual([[{ quantity: '2' }, true]]);
    expect(await suggested(2)).toEqual([[{ quantity: '5' }, true]]);
    expect(await suggested(3)).toEqual([]);
  });

  it('follows what was learned, at once, and what was forgotten', async () => {
    await run({
      'pipeline.yaml': shop('{ id: two, rule: values, column: customer, values: [North, South] }'),
      'customers.csv': customers,
      'orders.csv': orders('O1,Polar,1,1,1', 'O2,Polar,1,1,1'),
    });
    expect(await suggested(2)).toEqual([]);
    await ask().exceptions.decide({ ...about, kind: 'fixed', cells: { customer: 'North' }, remember: true });
    expect(await suggested(2)).toEqual([[{ customer: 'North' }, true]]);
    await ask().exceptions.undo({});
    expect(await suggested(2)).toEqual([]);
  });
});

it('a statistical outlier is judged again by what the run found of all, while one writes and in the next run', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `O${index},C1,${10 + (index % 3)},1,1`);
  const all = orders(...lines, 'X,C1,5000,1,1');
  const yaml = shop('{ id: usual, rule: z-score, column: quantity, limit: 3 }');
  await run({ 'pipeline.yaml': yaml, 'customers.csv': customers, 'orders.csv': all });
  const outlier = { dataset: 'orders', recordId: 31 };
  const before = rowsOf(workspace, 'select record_id, rule_id, failure_reason from validation_results');
  expect(before).toMatchObject([[31, 'usual', expect.stringMatching(/^quantity is "5000": 5\.\d+ standard deviations/)]]);
  expect(await ask().exceptions.try({ ...outlier, cells: { quantity: '4900' } })).toMatchObject({ passes: false, stale: [] });
  expect(await ask().exceptions.try({ ...outlier, cells: { quantity: '11' } })).toMatchObject({ passes: true, problems: [] });
  await ask().exceptions.decide({ ...outlier, kind: 'fixed', cells: { quantity: '11' } });
  expect(ledger('orders')).toEqual([31, 0, 0, 0, 0]);
  await ask().exceptions.undo({});
  expect(rowsOf(workspace, 'select record_id, rule_id, failure_reason from validation_results')).toEqual(before);
  await ask().exceptions.redo({});
  await run({ 'pipeline.yaml': yaml.replace('limit: 3', 'limit: 3.5') });
  expect(ledger('orders')).toEqual([31, 0, 0, 0, 0]);
  await run({ 'orders.csv': `${all}O99,C1,12,1,1\n` });
  expect(ledger('orders')).toEqual([32, 0, 0, 0, 0]);
});

it('a waiver may set aside one of the rules that are broken, for which it is asked no more', async () => {
  await run({
    'pipeline.yaml': shop(
      `{ id: few, rule: range, column: quantity, max: 5 }\n{ id: cheap, rule: range, column: price, max: 5 }`,
    ),
    'customers.csv': customers,
    'orders.csv': orders('O1,C1,9,9,81'),
  });
  await expect(ask().exceptions.decide({ ...about, kind: 'waived', reason: 'x', rules: ['sum'] })).rejects.toThrow(
    /does not break sum/,
  );
  await ask().exceptions.decide({ ...about, kind: 'waived', reason: 'a bulk order', rules: ['few'] });
  expect(statuses()).toEqual([[1, 'open']]);
  await ask().exceptions.undo({});
  await ask().exceptions.decide({ ...about, kind: 'waived', reason: 'a bulk order', rules: ['few', 'cheap'] });
  expect(statuses()).toEqual([[1, 'waived']]);
});

describe('decisions of earlier files', () => {
  const range = '{ id: few, rule: range, column: quantity, max: 5 }';
  const x = 'X,C1,99,1,1';
  const z = 'Z,C1,88,1,1';
  const mend = (recordId: number) =>
    ask().exceptions.decide({ dataset: 'orders', recordId, kind: 'fixed', cells: { quantity: '1' } });

  it('hold beside those of later ones about records of the same number', async () => {
    await run({ 'pipeline.yaml': shop(range), 'customers.csv': customers, 'orders.csv': orders(x) });
    await mend(1);
    await run({ 'orders.csv': orders(z) });
    await mend(1);
    await run({ 'orders.csv': orders(x, z) });
    expect(statuses()).toEqual([
      [1, 'fixed'],
      [2, 'fixed'],
    ]);
  });

  it('outlast a run that fails, and a mapping that was taken back stays so', async () => {
    const failing = (right: number): string =>
      `${shop(range)}reconciliations:\n  - { id: totals, left: select count(*) from raw_orders, right: select ${right} }\n`;
    const tries = async (right: number): Promise<number | null> => {
      await close();
      writeFileSync(join(folder, 'pipeline.yaml'), failing(right));
      return (await runHere(folder, 'pipeline.yaml', workspace)).code;
    };
    await run({ 'pipeline.yaml': shop(range), 'customers.csv': customers, 'orders.csv': orders(x) });
    await mend(1);
    await run({ 'orders.csv': orders('O1,C1,1,1,1') });
    writeFileSync(join(folder, 'orders.csv'), orders(x));
    expect(await tries(7)).toBe(3);
    expect(await tries(1)).toBe(0);
    expect(statuses()).toEqual([[1, 'fixed']]);

    const selection = { dataset: 'orders' };
    await run({ 'pipeline.yaml': shop(range), 'orders.csv': orders(z) });
    for await (const _ of await ask().exceptions.many({
      selection,
      change: { kind: 'set', column: 'quantity', to: '2' },
      remember: true,
    }));
    writeFileSync(join(folder, 'orders.csv'), orders('Y,C1,88,1,1'));
    expect(await tries(7)).toBe(3);
    await ask().exceptions.undo({});
    expect(await tries(1)).toBe(0);
    expect(statuses()).toEqual([[1, 'open']]);
  });

  it('do not come back in part where a merge had taken their place', async () => {
    const twins = orders('A,C1,9,1,1', 'A,C1,1,1,1', 'B,C1,1,1,1');
    await run({
      'pipeline.yaml': shop(`${range}\n{ id: once, rule: unique, columns: [no] }`),
      'customers.csv': customers,
      'orders.csv': twins,
    });
    await ask().exceptions.decide({ ...about, kind: 'waived', reason: 'x' });
    for await (const _ of await ask().exceptions.many({
      selection: { dataset: 'orders', status: 'any' },
      change: { kind: 'merged', rule: 'once', keep: 'last', reason: null },
    }));
    await run({ 'orders.csv': orders('B,C1,1,1,1') });
    await run({ 'orders.csv': twins });
    expect(statuses()).toEqual([
      [1, 'open'],
      [2, 'open'],
    ]);
  });

  it('hold whatever a rule is called, and are not forced onto other values of what it looks at', async () => {
    await run({
      'pipeline.yaml': shop('{ id: price, rule: range, column: quantity, max: 5 }'),
      'customers.csv': customers,
      'orders.csv': orders(x, z),
    });
    await mend(1);
    await ask().exceptions.decide({ dataset: 'orders', recordId: 2, kind: 'rejected', reason: 'fraud' });
    await run({ 'orders.csv': orders('X,C1,99,7,1', 'Z,C1,70,1,1') });
    expect(statuses()).toEqual([
      [1, 'fixed'],
      [2, 'open'],
    ]);
  });
});

it('what hangs on a decision is said before it is taken back, and nothing changes by asking', async () => {
  await run({
    'pipeline.yaml': shop('{ id: once, rule: unique, columns: [customer] }'),
    'customers.csv': customers,
    'orders.csv': orders('O1,C1,1,1,1', 'O2,C1,1,1,1'),
  });
  const made = await ask().exceptions.decide({ ...about, kind: 'fixed', cells: { customer: 'C2' } });
  expect(made).toMatchObject({ alongside: 1, worsened: 0 });
  const before = [clean('orders', 'customer'), rowsOf(workspace, 'select count(*) from audit_log')];
  expect(await ask().exceptions.undo({ preview: true })).toMatchObject({ alongside: 1, worsened: 1, later: 0 });
  expect([clean('orders', 'customer'), rowsOf(workspace, 'select count(*) from audit_log')]).toEqual(before);
  expect(await ask().exceptions.undo({})).toMatchObject({ alongside: 1, worsened: 1 });
  expect(clean('orders', 'customer')).toEqual([]);
});
