import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BulkChange } from '#core/contract/bulk.ts';
import { createEngine } from '#core/engine/engine.ts';
import { createRandom } from '#core/generate/random.ts';
import { createCurrentRun } from '#core/records/current-run.ts';
import { inOneGo } from '#core/review/decide.ts';
import { settle } from '#core/review/settle.ts';
import { createDecisionInserter } from '#core/store/decisions.ts';
import { allowStopping } from '#core/store/records.ts';
import { openWorkspace } from '#core/workspace/workspace.ts';
import { rowsOf } from '../rows-of.ts';
import { runHere } from '../run-here.ts';
import { newFolder, startWinnow } from '../winnow.ts';

const folder = newFolder();
const initial = join(folder, 'initial.winnow');
const workspace = join(folder, 'w.winnow');
const records = 60;

const yaml = `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    key: [code]
    columns:
      code: { type: text, required: true, unique: true }
      zip: { type: text }
      town: { type: text, required: true }
      amount: { type: decimal, scale: 2, min: 0 }
    rules:
      - { id: one_town, rule: functional-dependency, determinant: [zip], column: town }
      - { id: far, rule: values, column: town, values: [Ayr, Bute, Coll, Dull], severity: warning }
`;

beforeAll(async () => {
  const random = createRandom(3);
  const lines = Array.from({ length: records }, (_, index) =>
    [
      `A${random.integer(1, 5) === 1 ? Math.max(0, index - 1) : index}`,
      `Z${index % 5}`,
      random.integer(1, 4) === 1 ? random.pick(['Ayr', 'Bute', '']) : ['Ayr', 'Bute', 'Coll', 'Dull', 'Eigg'][index % 5],
      random.integer(1, 5) === 1 ? '-1.00' : '2.00',
    ].join(','),
  );
  writeFileSync(join(folder, 'orders.csv'), ['code,zip,town,amount', ...lines, ''].join('\n'));
  writeFileSync(join(folder, 'pipeline.yaml'), yaml);
  const ended = await runHere(folder, 'pipeline.yaml', initial);
  expect(ended.code, ended.stderr).toBe(0);
  // Nothing of it may stand in its log alone.
  openWorkspace(initial).close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fresh = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(path + suffix, { force: true });
  copyFileSync(initial, path);
};

/** Everything that decisions may change, without the ids that say nothing. */
const stateOf = (path: string): unknown => [
  rowsOf(path, 'select * from clean_orders order by id').map((row) => row.slice(2, -1)),
  rowsOf(path, 'select record_id, rule_id, failure_reason from validation_results order by record_id, rule_id'),
  rowsOf(path, "select original_record_id from exceptions where status = 'open' order by 1"),
  rowsOf(path, 'select read, clean, exceptions, waived, rejected, merged from run_ledger'),
  rowsOf(path, 'select rule_id, passed, failed from rule_results order by rule_no'),
];

it('500 edits, bulk edits, undos and restarts are the same as what remains of them', { timeout: 300_000 }, async () => {
  fresh(workspace);
  const random = createRandom(7);
  let engine = createEngine(workspace);
  let ask = createRouterClient(engine.router);
  const selection = () => ({ dataset: 'orders', ids: Array.from({ length: 8 }, () => random.integer(1, records)) });
  const many = async (change: BulkChange): Promise<void> => {
    for await (const _ of await ask.exceptions.many({ selection: selection(), change }));
  };
  const record = () => ({ dataset: 'orders', recordId: random.integer(1, records) });
  const steps: readonly (() => Promise<unknown>)[] = [
    () => ask.exceptions.decide({ ...record(), kind: 'fixed', cells: { amount: `${random.integer(0, 9)}.00` } }),
    () => ask.exceptions.decide({ ...record(), kind: 'fixed', cells: { code: `B${random.integer(1, 20)}` } }),
    () => ask.exceptions.decide({ ...record(), kind: 'fixed', cells: { town: random.pick(['Ayr', 'Bute', 'Coll']) } }),
    () => ask.exceptions.decide({ ...record(), kind: random.pick(['waived', 'rejected', 'escalated']), reason: 'x' }),
    () => many({ kind: 'suggested' }),
    () => many({ kind: 'set', column: 'amount', to: '1.00' }),
    () => many({ kind: random.pick(['waived', 'rejected']), reason: 'many' }),
    () => many({ kind: 'merged', rule: 'code_unique', keep: random.pick(['first', 'last']), reason: null }),
    () => ask.exceptions.undo({}),
    () => ask.exceptions.redo({}),
    async () => {
      const batches = await ask.exceptions.batches({});
      if (batches.length > 0) await ask.exceptions.undo({ batchNo: random.pick(batches).batchNo });
    },
    async () => {
      const decisions = await ask.exceptions.decisions();
      if (decisions.length === 0) return;
      const { batchNo, dataset, recordId } = random.pick(decisions);
      await ask.exceptions.undo({ batchNo, record: { dataset, recordId } });
    },
  ];
  let made = 0;
  for (let step = 0; step < 500; step++) {
    if (step % 60 === 59) {
      await engine.close();
      engine = createEngine(workspace);
      ask = createRouterClient(engine.router);
    }
    await random
      .pick(steps)()
      .then(() => made++)
      .catch(() => undefined);
  }
  expect(made).toBeGreaterThan(150);
  const remaining = (await ask.exceptions.decisions()).filter(({ isUndone }) => !isUndone);
  expect(remaining.length).toBeGreaterThan(20);
  await engine.close();
  const replayed = join(folder, 'replayed.winnow');
  fresh(replayed);
  const { database, close } = openWorkspace(replayed);
  allowStopping(database, () => undefined);
  const run = createCurrentRun(database)();
  inOneGo(database, run, new Date().toISOString(), () => {
    createDecisionInserter(
      database,
      run.no,
    )(
      remaining.map((decision) => ({
        ...decision,
        kind: decision.kind as 'fixed',
        details: JSON.parse(JSON.stringify(decision.details)) as object,
        fingerprint: '',
        content: '',
      })),
    );
    settle(database, run, new Map([['orders', Array.from({ length: records }, (_, index) => index + 1)]]));
  });
  close();
  expect(stateOf(replayed)).toEqual(stateOf(workspace));
});

it('a process that is killed keeps every decision that it acknowledged, and no half of one', { timeout: 120_000 }, async () => {
  const random = createRandom(5);
  for (let round = 0; round < 5; round++) {
    fresh(workspace);
    const { process: server } = startWinnow(['serve', '--workspace', workspace, '--port', '0'], folder);
    const address = await new Promise<string>((resolve) => {
      let seen = '';
      const look = (chunk: Buffer): void => {
        seen += chunk.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]+/.exec(seen)?.[0];
        if (found) resolve(found);
      };
      server.stdout?.on('data', look);
      server.stderr?.on('data', look);
    });
    const { origin, searchParams } = new URL(address);
    const { token } = (await (
      await fetch(`${origin}/session`, { method: 'POST', body: JSON.stringify({ code: searchParams.get('code') }) })
    ).json()) as { readonly token: string };
    const call = async (path: string, body: unknown): Promise<{ readonly batchNo: number } | undefined> => {
      const response = await fetch(`${origin}/api/exceptions${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.ok ? ((await response.json()) as { readonly batchNo: number }) : undefined;
    };
    const acknowledged: number[] = [];
    const killed = new Promise<void>((resolve) =>
      setTimeout(
        () => {
          server.kill('SIGKILL');
          resolve();
        },
        random.integer(200, 900),
      ),
    );
    const decide = async (): Promise<void> => {
      for (let recordId = 1; recordId <= records; recordId++) {
        const made = await call('/decisions', { dataset: 'orders', recordId, kind: 'waived', reason: `r${recordId}` });
        if (made) acknowledged.push(made.batchNo);
        if (recordId % 7 === 0) await call('/undo', {}).then((undone) => undone && acknowledged.pop());
      }
      for (;;) await call('/many/preview', { selection: { dataset: 'orders' }, change: { kind: 'suggested' } });
    };
    await Promise.race([killed, decide().catch(() => undefined)]);
    await killed;
    await new Promise((resolve) => setTimeout(resolve, 100));
    const engine = createEngine(workspace);
    const ask = createRouterClient(engine.router);
    const held = (await ask.exceptions.decisions()).filter(({ isUndone }) => !isUndone).map(({ batchNo }) => batchNo);
    // What came last may have been stored without the answer having got out.
    expect(held).toEqual(expect.arrayContaining(acknowledged.slice(0, -1)));
    expect(held.length - acknowledged.length).toBeLessThanOrEqual(1);
    const [read = 0, ...accounts] = (
      rowsOf(workspace, 'select read, clean, exceptions, waived, rejected, merged from run_ledger')[0] ?? []
    ).map(Number);
    expect(accounts.reduce((sum, count) => sum + count, 0)).toBe(read);
    expect((await ask.audit.verify()).brokenAt).toBeNull();
    await engine.close();
  }
});
