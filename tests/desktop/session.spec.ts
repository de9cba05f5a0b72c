import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { buildDesktop, locateElectron } from '#core/hosts/desktop.ts';
import { reviewMonth } from '../session/session.ts';
import { writeSession } from '../session/session-data.ts';
import { stopAndGoOn, tellStory } from '../session/story.ts';
import { root, winnow } from '../winnow.ts';
import { startDesktop } from './start-desktop.ts';

const program = locateElectron();
test.skip(program === undefined, 'there is no Electron');
test.describe.configure({ mode: 'serial' });
test.beforeAll(() => {
  if (program !== undefined) buildDesktop();
});

let folder: string;
let app: ElectronApplication | undefined;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-session-'));
});
test.afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function open(files: readonly string[]): Promise<Page> {
  app = await startDesktop(program ?? '', files, join(folder, 'home'));
  return app.firstWindow();
}

test('a month of orders is reviewed in the window as in the browser', async () => {
  writeSession(folder);
  const ended = await winnow(['run', 'pipeline.yaml', '--workspace', 'march.winnow'], folder);
  expect(ended.code, ended.stderr).toBe(0);
  const page = await open([join(folder, 'march.winnow')]);
  await expect(page.getByRole('link', { name: /Raw/ }).first()).toBeVisible({ timeout: 30_000 });
  await reviewMonth(page, folder);
});

test('the whole story of a file is told in the window', async () => {
  cpSync(join(root, 'resources/pipelines/sales'), folder, { recursive: true });
  const page = await open([]);
  await tellStory(page, folder, {
    // A window gets files by their paths, as its own dialog gives them.
    bring: async () => {
      copyFileSync(join(folder, 'sales.csv'), join(folder, 'april.csv'));
      await page.evaluate((path) => location.assign(`#/open/${encodeURIComponent(path)}`), join(folder, 'april.csv'));
    },
    reopen: async () => void (await page.reload()),
  });
});

test('a run in the window is stopped, offered again, and goes on', async () => {
  const page = await open([]);
  await expect(page.getByRole('heading', { name: 'Open a file' })).toBeVisible();
  await stopAndGoOn(page, folder);
});
