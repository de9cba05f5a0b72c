import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine } from '#core/engine/engine.ts';
import { runHere } from '../run-here.ts';
import { newFolder } from '../winnow.ts';

const folder = newFolder();
const workspace = join(folder, 'w.winnow');
const out = join(folder, 'out/clean.csv');
let engine: ReturnType<typeof createEngine>;
const ask = () => createRouterClient(engine.router);
// A space that is none, a value in another encoding's habit, and a line end that is not that of the others.
const lines = ['name,town\r\n', ' Ann ,"Bad\u00a0Ems"\r\n', 'Jörg,Köln\n', 'only one\r\n'];

beforeAll(async () => {
  writeFileSync(join(folder, 'people.csv'), lines.join(''), 'latin1');
  writeFileSync(
    join(folder, 'p.yaml'),
    `winnow: 1
name: people
datasets:
  people:
    source: { path: people.csv, encoding: windows-1252 }
    columns: { name: { type: text }, town: { type: text } }
    clean: [{ step: trim }, { step: change-case, column: name, to: upper }]
`,
  );
  const { code, stderr } = await runHere(folder, 'p.yaml', workspace);
  expect(code, stderr).toBe(0);
  engine = createEngine(workspace);
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

it('every record shows the bytes of its line and of its neighbours as they stand in the file', async () => {
  for (const id of [1, 2, 3]) {
    const { lines: shown } = await ask().records.get({ dataset: 'people', id });
    expect(shown.map(({ bytes }) => Buffer.from(bytes, 'hex').toString('latin1'))).toEqual(lines.slice(1));
    expect(shown.findIndex(({ isIt }) => isIt)).toBe(id - 1);
    const [first] = shown;
    expect(first?.byteOffset).toBe(lines[0]?.length);
  }
});

it('every cell tells what each step made of it', async () => {
  const { cells } = await ask().records.get({ dataset: 'people', id: 1 });
  expect(cells[0]).toMatchObject({
    raw: ' Ann ',
    text: 'ANN',
    steps: [
      { step: 'trim', before: ' Ann ', after: 'Ann' },
      { step: 'change-case', before: 'Ann', after: 'ANN' },
    ],
  });
});

it('a run tells how long each stage took, and its log', async () => {
  const [run] = await ask().runs.list({ limit: 1 });
  const story = await ask().runs.story({ runId: run?.runId ?? '' });
  expect(story.stages.map(({ stage }) => stage)).toEqual([
    'ingest',
    'validate',
    'clean',
    'model',
    'summarize',
    'export',
    'publish',
  ]);
  expect(story.stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0)).toBe(run?.durationMs);
  expect(story.lines[0]).toMatchObject({ module: 'run', level: 'INFO', message: expect.stringContaining('people: run') });
  expect(story.total).toBe(story.lines.length);
  await expect(ask().runs.story({ runId: '../../etc/passwd' })).rejects.toThrow(/there is no run/);
});

it('a file that was written can be proved, until somebody changes it', async () => {
  await ask().exports.create({ dataset: 'people', path: out });
  const [run] = await ask().runs.list({ limit: 1 });
  const proof = () => ask().runs.proof({ runId: run?.runId ?? '', path: out });
  const { state, manifest } = await proof();
  expect(state).toBe('as written');
  expect(JSON.parse(manifest ?? '')).toMatchObject({ file: 'clean.csv', runId: run?.runId });
  appendFileSync(out, 'one more\n');
  expect(await proof()).toMatchObject({ state: 'changed' });
  rmSync(`${out}.manifest.json`);
  rmSync(out);
  expect(await proof()).toEqual({ state: 'gone', manifest: null });
  // Only what a run wrote is ever looked at.
  await expect(ask().runs.proof({ runId: run?.runId ?? '', path: join(folder, 'people.csv') })).rejects.toThrow(/wrote no file/);
});

it('the audit log is narrowed by type, run, text and time, and each number is that of its lines', async () => {
  const [run] = await ask().runs.list({ limit: 1 });
  const runId = run?.runId ?? '';
  const all = await ask().audit.list({ limit: 1000 });
  for (const { type, lines } of await ask().audit.types({})) {
    const own = all.filter((entry) => entry.type === type);
    expect(own).toHaveLength(lines);
    expect(await ask().audit.list({ type, limit: 1000 })).toEqual(own);
  }
  const [middle] = all.slice(Math.floor(all.length / 2));
  const at = middle?.timestamp ?? '';
  expect(await ask().audit.list({ from: at, limit: 1000 })).toEqual(all.filter(({ timestamp }) => timestamp >= at));
  const elsewhere = `${new Date(Date.parse(at) + 2 * 3_600_000).toISOString().slice(0, 19)}+02:00`;
  expect(await ask().audit.list({ from: elsewhere, limit: 1000 })).toEqual(
    all.filter(({ timestamp }) => timestamp >= at.slice(0, 19)),
  );
  expect(await ask().audit.list({ to: at, runId, limit: 1000 })).toEqual(
    all.filter((entry) => entry.timestamp < at && entry.runId === runId),
  );
  expect(await ask().audit.list({ text: 'THE STAGE', limit: 1000 })).toEqual(
    all.filter(({ description }) => description.includes('the stage')),
  );
  const narrowed = await ask().audit.types({ text: 'the stage' });
  expect(narrowed.reduce((sum, { lines }) => sum + lines, 0)).toBe(6);
});
