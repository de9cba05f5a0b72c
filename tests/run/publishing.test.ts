import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { runHere } from '../run-here.ts';
import { newFolder, winnow } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'p.winnow');
const rows = 20_000;
let engine: ReturnType<typeof createEngine>;
const ask = () => createRouterClient(engine.router);

beforeAll(async () => {
  write(0);
  writeFileSync(
    join(folder, 'p.yaml'),
    'winnow: 1\nname: p\ndatasets:\n  d: { source: { path: in.csv }, columns: { a: { type: integer }, b: { type: text } } }\n',
  );
  const { code, stderr } = await runHere(folder, 'p.yaml', workspace);
  expect(code, stderr).toBe(0);
  engine = createEngine(workspace);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a file whose every record names its version, so that an answer made of two runs is seen. */
function write(version: number): void {
  const lines = Array.from({ length: rows }, (_, index) => `${index},v${version}`);
  writeFileSync(join(folder, 'in.csv'), ['a,b', ...lines, ''].join('\n'));
}

async function runOnce(): Promise<void> {
  const { ticket } = await ask().runs.start({ pipeline: join(folder, 'p.yaml') });
  for await (const event of await ask().runs.progress({ ticket })) if (event.kind === 'ended') expect(event.message).toBeNull();
}

it('a question is answered from one run, while another takes its place', async () => {
  let isOver = false;
  let answers = 0;
  const keepAsking = async (): Promise<void> => {
    while (!isOver) {
      const [page, facet] = await Promise.all([
        ask().records.page({ dataset: 'd', what: 'raw', search: String(answers % rows), limit: 50 }),
        ask().records.facet({ dataset: 'd', what: 'raw', column: 'b', limit: 50 }),
      ]);
      expect(page.rows.length).toBeGreaterThan(0);
      expect(facet.values.map(({ count }) => count)).toEqual([rows]);
      answers += 1;
    }
  };
  const asking = Promise.all([keepAsking(), keepAsking()]);
  for (let version = 1; version <= 4; version += 1) {
    write(version);
    await runOnce();
  }
  isOver = true;
  await asking;
  expect(answers).toBeGreaterThan(4);
});

it('a record that is lost before the stage that counts fails the run, and the run before stays', async () => {
  const open = new Database(workspace);
  const newest = Number(open.prepare('select max(run_no) from runs').pluck().get());
  open.exec(`create trigger lose_one after update of stage on runs when new.stage = 'clean'
    begin delete from records_d_${newest + 1} where id = 7; end`);
  open.close();
  write(9);
  const { code, stderr } = await winnow(['run', 'p.yaml', '--workspace', join(folder, 'p.winnow')], folder);
  expect(code).toBe(3);
  expect(stderr).toMatch(/the account of d does not balance/);
  expect(await ask().runs.list({ limit: 1 })).toMatchObject([{ status: 'failed', isPublished: false }]);
  expect((await ask().records.facet({ dataset: 'd', what: 'raw', column: 'b' })).values).toEqual([
    expect.objectContaining({ value: 'v4', count: rows }),
  ]);
});
