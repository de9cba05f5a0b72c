import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { buildDesktop, locateElectron } from '#core/hosts/desktop.ts';
import { root } from '../winnow.ts';
import { argumentsFor, startDesktop } from './start-desktop.ts';

const program = locateElectron();
const folder = mkdtempSync(join(tmpdir(), 'winnow-desktop-'));
let app: ElectronApplication;
let page: Page;

test.describe.configure({ mode: 'serial' });
test.skip(program === undefined, 'there is no Electron');

test.beforeAll(async () => {
  if (program === undefined) {
    console.error('\n!!! THE DESKTOP TESTS ARE SKIPPED: there is no Electron; `npx install-electron` fetches it\n');
    return;
  }
  cpSync(join(root, 'resources/pipelines/sales'), folder, { recursive: true });
  buildDesktop();
  app = await startDesktop(program, [join(folder, 'sales.csv')], join(folder, 'home'));
  page = await app.firstWindow();
});
test.afterAll(async () => {
  await app?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a file named at the start is opened, run, reviewed and charted', async () => {
  await expect(page.getByRole('heading', { name: 'sales.csv' })).toBeVisible({ timeout: 60_000 });
  await page.getByLabel('Type of order_date').selectOption('date');
  await expect(page.getByRole('button', { name: /don’t fit/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByLabel('Account').getByText('Balanced')).toBeVisible({ timeout: 60_000 });
  await page.locator('.ag-row .ag-cell[aria-colindex="2"]').first().click();
  await expect(page.getByLabel('Record', { exact: true }).locator('.source .it')).toBeVisible();
  await page.getByRole('link', { name: 'Quality' }).click();
  await expect(page.getByText('Score by run')).toBeVisible();
});

test('a report is saved as PDF beside itself, and nothing else is', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Quality' }).click();
  await page.getByRole('button', { name: 'Share …' }).click();
  await page.getByRole('button', { name: 'Write the file' }).click();
  await page.getByRole('button', { name: 'Save as PDF' }).click();
  const saved = page.getByText(/^Saved as .*\.pdf\.$/);
  await expect(saved).toBeVisible({ timeout: 30_000 });
  const path = ((await saved.innerText()).match(/^Saved as (.*)\.$/) ?? [])[1] ?? '';
  expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
  const refused = (file: string) =>
    page.evaluate((name) => {
      const winnow = Reflect.get(globalThis, 'winnow') as { savePdf: (report: string) => Promise<unknown> };
      return winnow.savePdf(name).then(() => 'saved', String);
    }, file);
  expect(await refused(path.replace('.pdf', '.html'))).toContain('exists already');
  expect(await refused(join(folder, 'sales.csv'))).toContain('only a report that Winnow wrote');
  writeFileSync(join(folder, 'other.html'), '<script>location = "https://example.org"</script>');
  expect(await refused(join(folder, 'other.html'))).toContain('only a report that Winnow wrote');
});

test('the page has no Node, no way out, and one door of its own', async () => {
  const seen = await page.evaluate(() => ({
    hasRequire: typeof Reflect.get(globalThis, 'require') !== 'undefined',
    hasProcess: typeof Reflect.get(globalThis, 'process') !== 'undefined',
    door: Object.keys(Reflect.get(globalThis, 'winnow') as object).sort(),
    url: location.href,
  }));
  expect(seen).toMatchObject({ hasRequire: false, hasProcess: false });
  expect(seen.url).toMatch(/^app:\/\/winnow\//);
  expect(seen.door).toEqual(['notify', 'onCommand', 'onOpen', 'pathOf', 'pickFiles', 'pickTarget', 'savePdf', 'showInFolder']);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window?.webContents as unknown as { getLastWebPreferences: () => Record<string, unknown> };
    const { contextIsolation, sandbox, nodeIntegration, webviewTag } = contents.getLastWebPreferences();
    return { contextIsolation, sandbox, nodeIntegration, webviewTag };
  });
  expect(preferences).toEqual({ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false });
  // Neither the page itself nor a new window goes anywhere else.
  await page.evaluate(() => {
    location.href = 'https://example.invalid/';
    open('https://example.invalid/');
  });
  await page.waitForTimeout(500);
  expect(page.url()).toMatch(/^app:\/\/winnow\//);
  expect(app.windows()).toHaveLength(1);
  const csp = await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'));
  expect(csp).toMatch(/default-src 'none'/);
  expect(csp).not.toMatch(/unsafe-eval/);
  await page.addScriptTag({ content: 'window.injected = 1' }).catch(() => undefined);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'injected'))).toBeUndefined();
});

test('a second start gives its file to the first and ends', async () => {
  const second = spawn(program ?? '', argumentsFor([join(folder, 'sales.csv')]), {
    env: { ...process.env, WINNOW_HOME: join(folder, 'home') },
    stdio: 'ignore',
  });
  await new Promise((ended) => second.on('close', ended));
  await expect(page.getByRole('heading', { name: 'sales.csv' })).toBeVisible();
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('the page goes nowhere, opens nothing, and is given nothing of the system but the clipboard', async () => {
  const before = page.url();
  await page.evaluate(() => {
    for (const url of [
      'https://example.org/',
      'http://127.0.0.1:9/',
      'file:///etc/passwd',
      'app://other/',
      'javascript:alert(1)',
    ]) {
      window.open(url);
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank' });
      link.click();
    }
    location.assign('https://example.org/');
  });
  await page.waitForTimeout(500);
  expect(page.url()).toBe(before);
  expect(app.windows()).toHaveLength(1);
  const granted = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'];
    const states = await Promise.all(
      names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(
          ({ state }) => state,
          () => 'denied',
        ),
      ),
    );
    return names.filter((_, index) => states[index] === 'granted');
  });
  expect(granted).toEqual([]);
  const answer = await page.evaluate(() => {
    const winnow = Reflect.get(globalThis, 'winnow') as { pickTarget: (name: string) => Promise<unknown> };
    return winnow.pickTarget('x'.repeat(40_000)).then(() => 'answered', String);
  });
  expect(answer).toMatch(/one short text/);
});

test('the menus name every command and run it', async () => {
  await app.evaluate(({ Menu }) => {
    const view = Menu.getApplicationMenu()?.items.find(({ label }) => label.includes('View'));
    view?.submenu?.items.find(({ label }) => label === 'Audit')?.click();
  });
  await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible();
});
