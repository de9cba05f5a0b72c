import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from '#core/hosts/build-page.ts';
import { startServer } from '#core/hosts/http/server.ts';
import { launchChromium } from './chromium.ts';

/** Takes a picture of every screen, light and dark, 1280 and 1920 wide, into `.shots`. `npm run shots -- quality sales` takes only those. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = process.argv.slice(2);
const shots = join(root, '.shots');
rmSync(shots, { recursive: true, force: true });
mkdirSync(shots, { recursive: true });

const folder = mkdtempSync(join(tmpdir(), 'winnow-shots-'));
process.env['WINNOW_HOME'] = join(folder, 'home');
cpSync(join(root, 'resources/pipelines/sales'), folder, { recursive: true });
await buildPage();
const server = await startServer({ workspacePath: join(folder, 'march-orders.winnow'), port: 0 });
const call = async (path: string, body: unknown): Promise<Response> =>
  fetch(`${server.origin}/api${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const run = async (body: unknown): Promise<void> => {
  const { ticket } = (await (await call('/runs', body)).json()) as { ticket: string };
  await (
    await fetch(`${server.origin}/api/runs/progress/${ticket}`, { headers: { authorization: `Bearer ${server.token}` } })
  ).text();
};
await run({ pipeline: join(folder, 'pipeline.yaml') });
await run({ again: true });

await call('/exports', { dataset: 'sales', path: join(folder, 'sales-clean.csv') });
const runs = await fetch(`${server.origin}/api/runs`, { headers: { authorization: `Bearer ${server.token}` } });
const [newest] = (await runs.json()) as { runId: string }[];

const query = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
const screens: Readonly<Record<string, string>> = {
  start: '/',
  open: `/open/${encodeURIComponent(join(folder, 'sales.csv'))}`,
  raw: '/data/sales/raw',
  exceptions: '/data/sales/exceptions',
  problems: `/data/sales/exceptions/${query({ view: 'problems' })}`,
  'exceptions-region': `/data/sales/exceptions/${query({ breaks: { rules: ['region_values'] }, record: 1 })}`,
  clean: '/data/sales/clean',
  flagged: `/data/sales/clean/${query({ breaks: { severities: ['info', 'warning'] } })}`,
  quality: '/quality',
  dashboard: '/dashboard',
  relations: '/relations',
  rules: '/rules',
  steps: '/steps',
  models: '/models',
  runs: '/runs',
  run: `/runs/${newest?.runId}`,
  audit: '/audit',
};

const browser = await launchChromium();
const state = await browser.newContext();
const entrance = await state.newPage();
await entrance.goto(server.link);
await entrance.waitForLoadState('networkidle');
const storageState = await state.storageState();
for (const width of [1280, 1920]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      storageState,
      viewport: { width, height: width === 1280 ? 800 : 1080 },
      colorScheme,
    });
    for (const [name, path] of Object.entries(screens)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const page = await context.newPage();
      page.on('console', (message) => message.type() === 'error' && console.error(`${name}: ${message.text()}`));
      page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
      await page.goto(`${server.origin}/#${path}`);
      await page.waitForLoadState('networkidle');
      const cell = page.locator('.ag-cell[aria-colindex="3"]').first();
      if (path.startsWith('/data')) await cell.click({ timeout: 5000 }).catch(() => console.error(`${name}: no cell`));
      await page.waitForTimeout(500);
      await page.screenshot({ path: join(shots, `${name}-${colorScheme}-${width}.png`) });
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
console.log(`pictures in ${shots}`);
