import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const rows = 60_000;
const definition = `winnow: 1
name: orders
datasets:
  orders:
    source: { path: orders.csv }
    columns: { code: { type: text }, region: { type: text } }
    rules: [{ id: known, rule: values, column: region, values: [N, S] }]
models: [{ name: by_region, sql: "select region, count(*) as orders from clean_orders group by region" }]
`;
let engine: ReturnType<typeof createEngine>;
const ask = () => createRouterClient(engine.router);
const out = join(folder, 'out');

beforeAll(async () => {
  const wrong = new Set([0, rows - 1]);
  const lines = Array.from({ length: rows }, (_, index) => `c${index},${wrong.has(index) ? 'x' : 'N'}`);
  writeFileSync(join(folder, 'orders.csv'), ['code,region', ...lines, ''].join('\n'));
  writeFileSync(join(folder, 'other.csv'), 'code,region\nz,S\n');
  writeFileSync(join(folder, 'p.yaml'), definition);
  for (const [input, workspace] of [
    ['orders.csv', 'one.winnow'],
    ['other.csv', 'two.winnow'],
  ]) {
    const args = ['run', 'p.yaml', '--input', `orders=${input}`, '--workspace', workspace ?? ''];
    const { code, stderr } = await winnow(args, folder);
    expect(code, stderr).toBe(0);
  }
  engine = createEngine(join(folder, 'one.winnow'));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Begins an export and says when it is on its way; `ended` is undefined where it was written. */
async function begin(path: string, format: 'ndjson' | 'xlsx') {
  const events = await ask().exports.follow({ dataset: 'orders', format, path, overwrite: true });
  const first = await events.next();
  expect(first.value).toMatchObject({ kind: 'progress' });
  const rest = async (): Promise<unknown> => {
    try {
      for await (const _ of events);
      return undefined;
    } catch (error) {
      return error;
    }
  };
  return { ended: rest() };
}

it('an export is of one moment, whatever is decided while it is written', async () => {
  const path = join(out, 'moment.ndjson');
  const { ended } = await begin(path, 'ndjson');
  // Whoever ends the program now is asked first.
  expect(engine.underWay()).toBe('export');
  const change = { kind: 'set', column: 'region', to: 'S' } as const;
  for await (const _ of await ask().exceptions.many({ selection: { dataset: 'orders' }, change }));
  expect(await ended).toBeUndefined();
  expect(engine.underWay()).toBeUndefined();
  const written = readFileSync(path, 'utf8').trim().split('\n').length;
  const { ledger } = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { ledger: { orders: { clean: number } } };
  expect(written).toBe(ledger.orders.clean);
  expect([rows - 2, rows]).toContain(written);
  await ask().exceptions.undo({});
});

it('what cannot be narrowed says so', async () => {
  const path = join(out, 'no.csv');
  const scope = { filter: [{ column: 'region', operator: 'equals' as const, value: 'N' }] };
  await expect(ask().exports.create({ dataset: 'by_region', path, scope })).rejects.toThrow(/exported whole/);
  await expect(ask().exports.create({ dataset: 'orders', path, scope: { status: 'fixed' } })).rejects.toThrow(/exceptions only/);
  await expect(ask().exports.create({ dataset: 'orders', what: 'pack', path, scope })).rejects.toThrow(/about the whole file/);
});

it('no part of the workspace is ever written over, nor a folder; a folder that cannot be made says so', async () => {
  const workspace = join(folder, 'one.winnow');
  symlinkSync(workspace, join(folder, 'other-name.csv'));
  const write = (path: string) => ask().exports.create({ dataset: 'orders', path, overwrite: true });
  await ask().records.page({ dataset: 'orders', what: 'clean', limit: 1 });
  for (const path of [workspace, `${workspace}-wal`, `${workspace}-shm`, `${workspace}-lock`, join(folder, 'other-name.csv')])
    await expect(write(path), path).rejects.toThrow(/is a Winnow workspace|is a part of the workspace/);
  await expect(write(folder)).rejects.toThrow(/is a folder/);
  await expect(write(join(folder, 'orders.csv', 'x.csv'))).rejects.toThrow(/is a file, not a folder/);
  if (process.platform === 'linux') await expect(write('/proc/nothing/x.csv')).rejects.toThrow(/folder/);
  expect((await ask().records.page({ dataset: 'orders', what: 'clean', limit: 1 })).total).toBe(rows - 2);
  // A name alone is one in the folder of the workspace.
  expect((await write('beside.csv')).path).toBe(join(folder, 'beside.csv'));
});

it('nothing is written where nobody waits for it any more', async () => {
  await expect(async () => {
    const input = { dataset: 'orders', path: join(out, 'left.csv') };
    for await (const _ of await ask().exports.follow(input, { signal: AbortSignal.abort() }));
  }).rejects.toThrow();
  expect(readdirSync(out).filter((name) => name.includes('left'))).toEqual([]);
});

it('another workspace is shown as soon as it is said to be, and an export of the one before leaves nothing half', async () => {
  const { ended } = await begin(join(out, 'half.xlsx'), 'xlsx');
  const asked = { dataset: 'orders', what: 'clean' as const, limit: 1 };
  const opening = ask().system.open({ workspace: join(folder, 'two.winnow') });
  // Asked in the midst of it, of whichever of the two.
  const meanwhile = ask().records.page(asked);
  await opening;
  expect([1, rows - 2]).toContain((await meanwhile).total);
  expect((await ask().records.page(asked)).total).toBe(1);
  const error = await ended;
  if (error !== undefined) expect(String(error)).toMatch(/stopped/);
  expect(readdirSync(out).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('whatever else the file has stands in clean rows of every format, under a name of its own', async () => {
  writeFileSync(
    join(folder, 'more.yaml'),
    `winnow: 1
name: more
datasets:
  orders:
    source: { path: more.csv }
    columns: { code: { type: text, required: true }, amount: { type: integer } }
    derive: { note: { type: integer, expression: amount * 2 } }
`,
  );
  writeFileSync(join(folder, 'more.csv'), 'note,code,Ship To,amount\nx,a,Köln,1\ny,,Rom,2\nz,c,"a, b",\n,d,,5\n');
  const run = await runHere(folder, 'more.yaml', 'more.winnow');
  expect(run.code, run.stderr).toBe(0);
  const more = createEngine(join(folder, 'more.winnow'));
  try {
    const client = createRouterClient(more.router);
    const path = join(out, 'more.ndjson');
    const rowsOf = async (): Promise<unknown[]> => {
      await client.exports.create({ dataset: 'orders', format: 'ndjson', path, overwrite: true });
      return readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    };
    const first = { code: 'a', amount: 1, note: 2, note_2: 'x', ship_to: 'Köln' };
    const last = { code: 'c', amount: null, note: null, note_2: 'z', ship_to: 'a, b' };
    const empty = { code: 'd', amount: 5, note: 10, note_2: null, ship_to: null };
    expect(await rowsOf()).toEqual([first, last, empty]);
    await client.exceptions.decide({ dataset: 'orders', recordId: 2, kind: 'fixed', cells: { code: 'b', ship_to: 'Roma' } });
    expect(await rowsOf()).toEqual([first, { code: 'b', amount: 2, note: 4, note_2: 'y', ship_to: 'Roma' }, last, empty]);
  } finally {
    await more.close();
  }
});
