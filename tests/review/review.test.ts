import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '#core/generate/random.ts';
import { asked } from '../asked.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const { ask, close } = asked(() => workspace);

const yaml = `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    key: [code]
    columns:
      code: { type: text, required: true, unique: true }
      day: { type: date, required: true, formats: [yyyy-MM-dd] }
      region: { type: text, values: [North, South] }
      amount: { type: decimal, scale: 2, min: 0 }
    clean:
      - { step: trim }
    derive:
      double: { type: decimal, scale: 2, expression: amount * 2 }
exports:
  - { dataset: orders, what: clean, format: csv }
`;
const csv = [
  'code,day,region,amount',
  'A1,2024-01-01,North,1.00',
  'A2,2024-02-31,North,2.00',
  'A3,2024-01-03,Nort,-3.00',
  'A4,2024-01-04,South,4.00',
  'A4,2024-01-05,South,5.00',
  'A6,,North,6.00',
  'A7,2024-01-07,South,7.00',
  'A8,2024-01-08',
  '',
].join('\n');

beforeEach(async () => {
  await close();
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(workspace + suffix, { force: true });
  writeFileSync(join(folder, 'pipeline.yaml'), yaml);
  writeFileSync(join(folder, 'orders.csv'), csv);
  const ended = await runHere(folder, 'pipeline.yaml', workspace);
  expect(ended.code, ended.stderr).toBe(0);
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that decisions may change, without the ids that say nothing. */
const stateOf = (): unknown => [
  rowsOf(workspace, 'select * from clean_orders order by id').map(([id, , ...values]) => [id, ...values.slice(0, -1)]),
  rowsOf(workspace, 'select record_id, rule_id, failure_reason from validation_results order by record_id, rule_id'),
  rowsOf(workspace, "select original_record_id, status from exceptions where status = 'open' order by 1"),
  rowsOf(workspace, 'select read, clean, exceptions, waived, rejected, structural, blank from run_ledger'),
  rowsOf(workspace, 'select rule_id, checked, passed, failed from rule_results order by rule_no'),
];
const ledger = () =>
  rowsOf(
    workspace,
    'select read, clean, exceptions, waived, rejected, structural from run_ledger order by run_no desc limit 1',
  )[0];
const fix = (recordId: number, cells: Record<string, string>) =>
  ask().exceptions.decide({ dataset: 'orders', recordId, kind: 'fixed', cells });

describe('review', () => {
  it('a fixed record is clean at once, in every place', async () => {
    expect(ledger()).toEqual([8, 2, 5, 0, 0, 1]);
    const tried = await ask().exceptions.try({ dataset: 'orders', recordId: 2, cells: { day: '2024-02-30' } });
    expect(tried).toMatchObject({ passes: false, problems: [{ ruleId: 'day_type' }] });
    expect(await ask().exceptions.try({ dataset: 'orders', recordId: 2, cells: { day: ' 2024-02-29 ' } })).toMatchObject({
      passes: true,
      texts: { day: '2024-02-29' },
    });
    expect(await fix(2, { day: ' 2024-02-29 ' })).toMatchObject({ records: [{ recordId: 2, state: 0 }] });
    expect(ledger()).toEqual([8, 3, 4, 0, 0, 1]);
    const clean = await ask().records.page({ dataset: 'orders', what: 'clean' });
    expect(clean.rows).toContainEqual(['A2', '2024-02-29', 'North', 2, 4]);
    expect((await ask().records.page({ dataset: 'orders', what: 'exceptions' })).total).toBe(5);
    expect((await ask().records.page({ dataset: 'orders', what: 'exceptions', status: 'fixed' })).rows).toEqual([
      ['A2', '2024-02-29', 'North', '2.00'],
    ]);
    const record = await ask().records.get({ dataset: 'orders', id: 2 });
    expect(record.cells[1]).toMatchObject({ raw: '2024-02-31', text: '2024-02-29', problems: [] });
    await ask().exports.create({ dataset: 'orders', path: join(folder, 'clean.csv'), overwrite: true });
    expect(readFileSync(join(folder, 'clean.csv'), 'utf8')).toContain('A2,2024-02-29,North,2.00,4.00');
    expect(rowsOf(workspace, "select record_id, old_value, new_value from changes where step = 'decision'")).toEqual([
      [2, '2024-02-31', '2024-02-29'],
    ]);
    expect((await ask().audit.verify()).brokenAt).toBeNull();
    expect((await ask().audit.list({ type: 'exception fixed' }))[0]?.description).toMatch(/day "2024-02-31" → " 2024-02-29 "/);
  });

  it('what still breaks a rule is not stored, and says what is left', async () => {
    const before = stateOf();
    await expect(fix(3, { region: 'North' })).rejects.toThrow(/still breaks a rule: .*amount/);
    await expect(fix(99, { region: 'South' })).rejects.toThrow(/does not exist/);
    await expect(fix(8, { region: 'South' })).rejects.toThrow(/broken line|does not exist/);
    await expect(fix(2, { nothing: 'x' })).rejects.toThrow(/no column "nothing"/);
    await expect(ask().exceptions.decide({ dataset: 'orders', recordId: 2, kind: 'waived', reason: ' ' })).rejects.toThrow(
      /say why/,
    );
    expect(stateOf()).toEqual(before);
    expect(await ask().exceptions.decisions()).toEqual([]);
    await fix(3, { region: 'North', amount: '3.00' });
    expect(ledger()).toEqual([8, 3, 4, 0, 0, 1]);
  });

  it('to mend one of two that share an id clears both, and to take it back sets both aside again', async () => {
    const before = stateOf();
    expect(await fix(5, { code: 'A5' })).toMatchObject({ alongside: 1 });
    expect(ledger()).toEqual([8, 4, 3, 0, 0, 1]);
    await ask().exceptions.undo({});
    expect(stateOf()).toEqual(before);
    await ask().exceptions.redo({});
    expect(ledger()).toEqual([8, 4, 3, 0, 0, 1]);
    // An id that another record has is refused: it would make two of one again.
    await expect(fix(2, { day: '2024-02-29', code: 'A1' })).rejects.toThrow(/appears 2 times/);
  });

  it('waived records are clean with their reason, rejected ones are not; both come back', async () => {
    const before = stateOf();
    const decide = (recordId: number, kind: 'waived' | 'rejected') =>
      ask().exceptions.decide({ dataset: 'orders', recordId, kind, reason: 'agreed with the shop' });
    await decide(3, 'waived');
    await decide(6, 'rejected');
    expect(ledger()).toEqual([8, 2, 3, 1, 1, 1]);
    expect((await ask().records.page({ dataset: 'orders', what: 'clean' })).total).toBe(3);
    expect(await ask().exceptions.decisions()).toMatchObject([
      { kind: 'waived', reason: 'agreed with the shop' },
      { kind: 'rejected' },
    ]);
    await ask().exceptions.undo({});
    await ask().exceptions.undo({});
    expect(stateOf()).toEqual(before);
    await expect(ask().exceptions.undo({})).rejects.toThrow(/no decision to take back/);
  });

  it('any sequence of decisions and undos is the same as what is left of it', async () => {
    const random = createRandom(5);
    const wishes = [
      () => fix(2, { day: '2024-02-29' }),
      () => fix(3, { region: 'South', amount: '1.50' }),
      () => fix(4, { code: `B${random.integer(1, 3)}` }),
      () => fix(5, { code: `B${random.integer(1, 3)}` }),
      () => fix(6, { day: '2024-03-01' }),
      () =>
        ask().exceptions.decide({
          dataset: 'orders',
          recordId: random.pick([2, 3, 4, 6]),
          kind: random.pick(['waived', 'rejected']),
          reason: 'x',
        }),
      () => ask().exceptions.undo({}),
      () => ask().exceptions.undo({}),
      () => ask().exceptions.redo({}),
    ];
    const initial = stateOf();
    for (let step = 0; step < 80; step++) {
      await random
        .pick(wishes)()
        .catch(() => undefined);
      const [read = 0, ...accounts] = (ledger() ?? []).map(Number);
      expect(accounts.reduce((sum, count) => sum + count, 0)).toBe(read);
    }
    const reached = stateOf();
    const left = (await ask().exceptions.decisions()).filter(({ isUndone }) => !isUndone);
    for (let undone = left.length; undone > 0; undone--) await ask().exceptions.undo({});
    expect(stateOf()).toEqual(initial);
    for (const { recordId, kind, cells, reason } of left)
      await ask().exceptions.decide({
        dataset: 'orders',
        recordId,
        kind: kind as 'fixed',
        reason,
        cells: Object.fromEntries(Object.entries(cells).map(([column, { to }]) => [column, to])),
      });
    expect(stateOf()).toEqual(reached);
  });

  it('decisions hold in the next run where they still fit', async () => {
    await fix(2, { day: '2024-02-29' });
    await fix(3, { region: 'South', amount: '3.00' });
    await ask().exceptions.decide({ dataset: 'orders', recordId: 6, kind: 'waived', reason: 'no day is known' });
    const before = stateOf();
    await close();
    expect((await runHere(folder, 'pipeline.yaml', workspace)).code).toBe(0);
    expect(ledger()).toEqual([8, 4, 2, 1, 0, 1].map((count, index) => (index === 2 ? 2 : count)));
    expect((stateOf() as unknown[][])[0]).toEqual((before as unknown[][])[0]);
    expect(await ask().exceptions.since()).toMatchObject({ fresh: 0, persisting: 3, resolved: 3 });
    // Next month the text of one is another: its fix no longer fits, and is not forced.
    writeFileSync(join(folder, 'orders.csv'), csv.replace('A2,2024-02-31', 'A2,2024-13-01'));
    const { stderr } = await runHere(folder, 'pipeline.yaml', workspace);
    expect(stderr).toMatch(/2 decisions of the run before hold again, 1 no longer fit/);
    expect(ledger()?.[2]).toBe(3);
  });
});
