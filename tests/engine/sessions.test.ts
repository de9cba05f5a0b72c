import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { afterAll, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { createSessions } from '#core/engine/sessions.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const at = (name: string): string => join(folder, `${name}.winnow`);
const engine = createEngine(at('one'));
afterAll(() => engine.close());

/** The engine as a window asks it that stays with one workspace. */
const window = (workspace: string) => createRouterClient(engine.router, { context: { workspace } });
type Window = ReturnType<typeof window>;

function write(name: string, rows: number): string {
  writeFileSync(join(folder, `${name}.csv`), ['n', ...Array.from({ length: rows }, (_, index) => String(index)), ''].join('\n'));
  const path = join(folder, `${name}.yaml`);
  writeFileSync(
    path,
    `winnow: 1\nname: ${name}\ndatasets:\n  ${name}: { source: { path: ${name}.csv }, columns: { n: { type: integer, max: 5 } } }\n`,
  );
  return path;
}

async function run(ask: Window, pipeline: string): Promise<string> {
  const { ticket } = await ask.runs.start({ pipeline });
  for await (const event of await ask.runs.progress({ ticket })) if (event.kind === 'ended') return event.message ?? 'done';
  return 'nothing';
}

it('two workspaces are run, looked at and decided about side by side', async () => {
  const [one, two] = [window(at('one')), window(at('two'))];
  expect(await Promise.all([run(one, write('a', 8)), run(two, write('b', 20))])).toEqual(['done', 'done']);
  expect(Object.keys((await one.runs.shown())?.datasets ?? {})).toEqual(['a']);
  expect(Object.keys((await two.runs.shown())?.datasets ?? {})).toEqual(['b']);
  const [here, there] = await Promise.all([
    one.exceptions.decide({ dataset: 'a', recordId: 8, kind: 'waived', reason: 'agreed' }),
    two.exceptions.decide({ dataset: 'b', recordId: 20, kind: 'waived', reason: 'agreed' }),
  ]);
  expect([here.records.length, there.records.length]).toEqual([1, 1]);
  expect((await one.runs.shown())?.datasets['a']).toMatchObject({ exceptions: 1, waived: 1 });
  expect((await two.runs.shown())?.datasets['b']).toMatchObject({ exceptions: 13, waived: 1 });
});

it('a window stays with its workspace, and whoever names none means the one that was opened last', async () => {
  const [one, unnamed] = [window(at('one')), createRouterClient(engine.router)];
  await unnamed.system.open({ workspace: at('two') });
  expect((await unnamed.system.info()).workspace).toBe(at('two'));
  expect((await one.system.info()).workspace).toBe(at('one'));
  await window(at('two')).system.open({ workspace: at('three') });
  expect((await unnamed.system.info()).workspace).toBe(at('three'));
  expect((await one.system.info()).workspace).toBe(at('one'));
});

it('one can be restored from a backup while another is asked', async () => {
  const [one, two] = [window(at('one')), window(at('two'))];
  const { name } = await one.workspace.backUp();
  const [restored, page] = await Promise.all([
    one.workspace.restore({ name }),
    two.records.page({ dataset: 'b', what: 'raw', limit: 100 }),
  ]);
  expect(restored).toBeDefined();
  expect(page.total).toBe(20);
});

it('one that nobody asks anything is closed, but not while it works', async () => {
  // The thread that decisions were written on keeps the workspace for a while.
  await engine.close();
  const sessions = createSessions(at('one'), undefined, 60);
  const names = () => sessions.all().map(({ path }) => path);
  const two = sessions.of(at('two'));
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const working = two.write(() => held);
  await wait(200);
  expect(names()).toEqual([at('one'), at('two')]);
  letGo();
  await working;
  await expect.poll(names, { timeout: 10_000 }).toEqual([at('one')]);
  expect(
    (await sessions.of(at('two')).asking.ask('sum', { dataset: 'b', what: 'raw', filter: [], status: 'open', search: '' })).count,
  ).toBe(20);
  await sessions.close();
});
