import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import { buildDesktop, locateElectron } from '#core/hosts/desktop.ts';
import { root } from '../winnow.ts';

const program = locateElectron();
test.skip(program === undefined || process.platform !== 'linux', 'there is no Electron for Linux');

test('the packaged app starts and runs the sample', async () => {
  test.setTimeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'winnow-packaged-'));
  buildDesktop();
  const { version } = JSON.parse(
    spawnSync(program ?? '', ['-p', 'JSON.stringify({ version: process.versions.electron })'], {
      encoding: 'utf8',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    }).stdout,
  ) as { version: string };
  const built = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/electron-builder/cli.js'),
      '--dir',
      `-c.electronDist=${dirname(program ?? '')}`,
      `-c.electronVersion=${version}`,
      `-c.directories.output=${folder}/dist`,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  expect(built.status, built.stderr).toBe(0);
  const app = join(folder, 'dist/linux-unpacked/winnow');
  expect(existsSync(app)).toBe(true);
  const args = ['--remote-debugging-port=0', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const child = spawn(app, args, {
    cwd: tmpdir(),
    env: { ...process.env, WINNOW_HOME: join(folder, 'home') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
        if (found) resolve(found);
      });
      child.on('close', () => reject(new Error(text)));
    });
    const browser = await chromium.connectOverCDP(address, { timeout: 90_000 });
    const context = browser.contexts()[0];
    const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
    if (!page) throw new Error('there is no window');
    await page.getByRole('button', { name: 'Try it' }).first().click();
    await expect(page.getByLabel('Account').getByText('Balanced')).toBeVisible({ timeout: 60_000 });
    await expect(page.locator('.ag-row').first()).toBeVisible();
    await browser.close();
  } finally {
    child.kill();
    await new Promise((ended) => child.on('close', ended));
    rmSync(folder, { recursive: true, force: true });
  }
});
