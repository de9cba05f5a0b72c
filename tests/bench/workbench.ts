import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from '#core/hosts/build-page.ts';
import { startServer } from '#core/hosts/http/server.ts';
import { launchChromium } from '../browser/chromium.ts';

/** Measures how the workbench feels with a million rows, in a real Chromium, and prints a table. `npm run bench:workbench` */
const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const winnow = join(root, 'core/hosts/winnow.js');
const folder = join(root, '.bench/workbench');
const data = join(root, '.bench/1000000/transactions.csv');
const workspace = join(folder, 'million.winnow');
const rows = 1_000_000;
mkdirSync(folder, { recursive: true });
process.env['WINNOW_HOME'] = join(folder, 'home');
if (!existsSync(data))
  spawnSync(process.execPath, [
    winnow,
    'generate',
    'transactions',
    '--rows',
    String(rows),
    '--seed',
    '1',
    '--out',
    join(root, '.bench/1000000'),
  ]);
if (!existsSync(workspace)) {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      winnow,
      'run',
      join(here, 'pipeline.yaml'),
      '--input',
      `transactions=${data}`,
      '--workspace',
      workspace,
      '--out',
      join(folder, 'out'),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
}
await buildPage();
const server = await startServer({ workspacePath: workspace, port: 0 });
const browser = await launchChromium();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
let page = await context.newPage();
/** How often a page is reloaded and each of its grids is opened. */
const rounds = 5;
const figures = new Map<string, { readonly values: number[]; readonly unit: string; readonly bar: number }>();
const note = (what: string, value: number, unit: string, bar: number): void => {
  const figure = figures.get(what) ?? { values: [], unit, bar };
  figures.set(what, figure);
  figure.values.push(value);
};
const query = (value: unknown): string => encodeURIComponent(JSON.stringify(value));

/** Goes to an address and waits until a row is painted that was not there before; milliseconds. */
const goTo = async (path: string): Promise<number> => {
  const started = performance.now();
  await page.evaluate((hash) => {
    for (const row of document.querySelectorAll('.ag-row')) row.setAttribute('data-old', '');
    location.hash = hash;
  }, path);
  await page.waitForFunction(
    () =>
      document.querySelector('.grid-host[aria-busy="false"]') &&
      document.querySelector('.ag-row:not([data-old]) .ag-cell[aria-colindex="2"]')?.textContent,
    undefined,
    {
      polling: 'raf',
    },
  );
  return performance.now() - started;
};

for (let round = 0; round < rounds; round++) {
  if (round > 0) page = await context.newPage();
  await page.goto(round === 0 ? server.link : server.origin);
  await page.waitForLoadState('networkidle');
  note('first clean rows after opening the grid', await goTo('/data/transactions/clean'), 'ms', 300);
  note('first raw rows', await goTo('/data/transactions/raw'), 'ms', 300);
  note('first exceptions', await goTo('/data/transactions/exceptions'), 'ms', 300);
  note(
    'clean rows sorted by revenue',
    await goTo(`/data/transactions/clean/${query({ sort: [{ column: 'revenue', direction: 'descending' }] })}`),
    'ms',
    500,
  );
  note(
    'clean rows of one region',
    await goTo(
      `/data/transactions/clean/${query({ filter: [{ column: 'region', operator: 'equals', value: 'North', values: [] }] })}`,
    ),
    'ms',
    500,
  );
  note('clean rows that hold a text', await goTo(`/data/transactions/clean/${query({ search: 'lamp' })}`), 'ms', 500);
  note(
    'exceptions of one rule',
    await goTo(`/data/transactions/exceptions/${query({ breaks: { rules: ['region_values'] } })}`),
    'ms',
    500,
  );
  await goTo('/data/transactions/raw');
  {
    const started = performance.now();
    await page.getByLabel('Go to row').fill(String(rows));
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (last) => document.querySelector(`.ag-row[row-index="${last}"] .ag-cell[aria-colindex="2"]`)?.textContent,
      rows - 1,
      { polling: 'raf' },
    );
    note('to the last of a million raw rows', performance.now() - started, 'ms', 500);
  }
  if (round < rounds - 1) await page.close();
}

// Scrolling: the time between frames, and how long a row that is in view stays blank.
await page.getByLabel('Go to row').fill('500000');
await page.keyboard.press('Enter');
await page.waitForTimeout(500);
const box = await page.locator('.grid-host').boundingBox();
await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 300);
await page.evaluate(() => {
  const state = { frames: [] as number[], blank: 0, longest: 0, isOn: true };
  Reflect.set(globalThis, 'measured', state);
  let last = performance.now();
  let blankSince: number | undefined;
  const tick = (now: number): void => {
    state.frames.push(now - last);
    last = now;
    const isBlank = [...document.querySelectorAll('.ag-row')].some(
      (row) => row.querySelector('.ag-cell[aria-colindex="1"]')?.textContent === '',
    );
    if (isBlank) {
      blankSince ??= now;
      state.longest = Math.max(state.longest, now - blankSince);
    } else blankSince = undefined;
    if (state.isOn) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
});
for (let notch = 0; notch < 120; notch++) {
  await page.mouse.wheel(0, 120);
  await page.waitForTimeout(16);
}
const measured = await page.evaluate(() => {
  const state = Reflect.get(globalThis, 'measured') as { frames: number[]; longest: number; isOn: boolean };
  state.isOn = false;
  const frames = state.frames.slice(5).sort((a, b) => a - b);
  return { p95: frames[Math.floor(frames.length * 0.95)] ?? 0, longest: state.longest };
});
note('scrolling: 95 of 100 frames within', measured.p95, 'ms', 35);
note('scrolling: longest time that a row was blank', measured.longest, 'ms', 250);
const session = await page.context().newCDPSession(page);
await session.send('HeapProfiler.collectGarbage');
const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
note('heap of the page', usedSize / 2 ** 20, 'MiB', 200);

// While a run goes on, every call is answered.
const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
const started = await fetch(`${server.origin}/api/runs`, { method: 'POST', headers, body: JSON.stringify({ again: true }) });
const { ticket } = (await started.json()) as { ticket: string };
const times: number[] = [];
let isOver = false;
const end = fetch(`${server.origin}/api/runs/progress/${ticket}`, { headers })
  .then((response) => response.text())
  .then(() => (isOver = true));
while (!isOver) {
  const offset = Math.floor(Math.random() * (rows - 200));
  const at = performance.now();
  await (
    await fetch(`${server.origin}/api/records`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ dataset: 'transactions', what: 'raw', offset, limit: 200 }),
    })
  ).text();
  times.push(performance.now() - at);
  await new Promise((resolve) => setTimeout(resolve, 40));
}
await end;
times.sort((a, b) => a - b);
note(
  `95 of 100 pages while a run goes on (${times.length} asked) within`,
  times[Math.floor(times.length * 0.95)] ?? 0,
  'ms',
  100,
);

await browser.close();
await server.close();
rmSync(join(folder, 'out'), { recursive: true, force: true });
console.log(`| ${rows.toLocaleString('en')} rows | median | slowest | bar |\n|---|---|---|---|`);
for (const [what, { values, unit, bar }] of figures) {
  values.sort((a, b) => a - b);
  const told = (value: number): string => `${value.toFixed(0)} ${unit}`;
  const slowest = values.at(-1) ?? 0;
  const median = told(values[Math.floor(values.length / 2)] ?? 0);
  console.log(`| ${what} | ${median} | ${values.length > 1 ? told(slowest) : ''} | ${told(bar)} ${slowest <= bar ? '✓' : '✗'} |`);
}
